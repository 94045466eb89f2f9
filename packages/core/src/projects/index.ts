export { openProjects, type Projects } from "./projects.ts";

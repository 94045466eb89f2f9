export { WorktreesPage } from "./WorktreesPage.tsx";

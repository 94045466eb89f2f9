export { createDiagrams, type Diagrams } from "./drawer.ts";

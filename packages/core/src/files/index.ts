export { type Files, openFiles } from "./files.ts";
export { fileInside, type NamedFile } from "./inside.ts";

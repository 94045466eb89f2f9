export { type Excerpt, excerptOf } from "./excerpt.ts";
export { type Files, openFiles } from "./files.ts";
export { fileInside, type NamedFile } from "./inside.ts";

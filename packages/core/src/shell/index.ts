export { isKnownRead, isReading } from "./knownReads.ts";
export { programOf, readLine, type Run, type ShellLine } from "./readLine.ts";
export type { Redirect, Word } from "./types.ts";

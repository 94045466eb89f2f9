export { createGate, type FindVerdict, type Gate } from "./gate.ts";
export { type Glob, readGlob } from "./globs.ts";

export { createReading } from "./reading.ts";
export type { ReadFile, Reading } from "./types.ts";

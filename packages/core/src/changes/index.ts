export { createChanges } from "./changes.ts";
export type { Changes, ChangesDeps, ChangesPlace, Compared, Selection } from "./types.ts";

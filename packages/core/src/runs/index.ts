export { changesOf } from "./changes.ts";
export { openRuns, type Runs, type RunsOptions } from "./runs.ts";

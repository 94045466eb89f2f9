export { conflictMessage } from "./conflictWords.ts";
export { createLanding } from "./landing.ts";
export type { Allowed, BroughtIn, Landing, LandingDeps, LandingPlace, LandRequest, MergeSides } from "./types.ts";

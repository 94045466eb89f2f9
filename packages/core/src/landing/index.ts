export { conflictMessage } from "./conflictWords.ts";
export { createLanding } from "./landing.ts";
export type { BroughtIn, Landing, LandingDeps, LandingPlace, LandRequest } from "./types.ts";

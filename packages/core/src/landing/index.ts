export { createLanding } from "./landing.ts";
export type { Landing, LandingDeps, LandingPlace, LandRequest } from "./types.ts";

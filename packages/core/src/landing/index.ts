export { conflictMessage } from "./conflictWords.ts";
export { createLanding } from "./landing.ts";
export type {
  Allowed,
  BroughtIn,
  FolderKeeper,
  Landing,
  LandingDeps,
  LandingPlace,
  LandRequest,
  MergeSides,
} from "./types.ts";

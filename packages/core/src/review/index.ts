export { createReview } from "./review.ts";
export { compareCommits } from "./scopes.ts";
export type { Comparison, FolderWatch, LineCount, PatchOptions, Review, ReviewPlace, TurnStates } from "./types.ts";

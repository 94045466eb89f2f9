export { compareCommits, createReview } from "./review.ts";
export type { Comparison, FolderWatch, LineCount, Review, ReviewPlace } from "./types.ts";

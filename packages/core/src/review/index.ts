export { createReview } from "./review.ts";
export type { FolderWatch, LineCount, Review, ReviewPlace } from "./types.ts";

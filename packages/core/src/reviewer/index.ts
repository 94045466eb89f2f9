export type { ReviewerModel } from "./ask.ts";
export { type ChangeToRead, type Found, type ReadChange, readChange } from "./readChange.ts";
export { openReviewer, type Reviewer, type ReviewerOptions } from "./reviewer.ts";
export { readTools } from "./tools.ts";

export { openReviewer, type Reviewer, type ReviewerOptions } from "./reviewer.ts";
export { readTools } from "./tools.ts";

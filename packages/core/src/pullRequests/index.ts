export { evidenceText, type PictureLinks } from "./evidence.ts";
export { createPullRequests, type PullRequests, type PullRequestThread } from "./pullRequests.ts";
export { withoutMarks, withSection } from "./section.ts";

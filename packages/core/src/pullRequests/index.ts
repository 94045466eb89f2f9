export { evidenceText } from "./evidence.ts";
export { createPullRequests, type PullRequests, type PullRequestThread } from "./pullRequests.ts";

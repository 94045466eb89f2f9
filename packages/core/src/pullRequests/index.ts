export { createPullRequests, type PullRequests, type PullRequestThread } from "./pullRequests.ts";

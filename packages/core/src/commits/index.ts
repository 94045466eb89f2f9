export { askModel } from "./askModel.ts";
export { createCommits } from "./commits.ts";
export { createMessages, type Messages } from "./messages.ts";
export { createPersonCommits, type PersonCommits } from "./personCommits.ts";
export { summaryOf } from "./proposal.ts";
export { type Remote, remoteOf, withoutSecrets } from "./remotes.ts";
export { type Sign, wantsSignature } from "./sign.ts";
export type { CommitPlace, CommitRequest, Commits, CommitsDeps, PushRequest } from "./types.ts";

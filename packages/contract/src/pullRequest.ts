import { z } from "zod";
import { command, output, query } from "./define.ts";
import { MessageId, ThreadId } from "./ids.ts";

/** What a thread keeps of its pull request, as of the last look at it. */
export const ThreadPullRequest = z.object({
  /** "GitHub", say. */
  forge: z.string(),
  number: z.int().min(1),
  url: z.string(),
  state: z.enum(["open", "draft", "merged", "closed"]),
  /** All its checks together. */
  checks: z.enum(["none", "running", "passed", "failed"]),
});
export type ThreadPullRequest = z.infer<typeof ThreadPullRequest>;

/** One check of a pull request's last commit. */
export interface Check {
  readonly id: string;
  readonly name: string;
  /** What it is a part of. */
  readonly workflow?: string;
  readonly state: "running" | "passed" | "failed" | "skipped";
  readonly url?: string;
  /** Its log can be read, so that the agent can be given the end of it. */
  readonly hasLog: boolean;
}

export interface Remark {
  readonly author: string;
  readonly text: string;
  readonly at: number;
}

/** What somebody said to a pull request: to some lines of it, in a review, or to all of it. Text of others. */
export interface PullRequestComment extends Remark {
  readonly id: string;
  readonly url?: string;
  readonly place?: {
    readonly path: string;
    /** Of the new version, or of the old one; absent when it is about the whole file. */
    readonly side: "old" | "new";
    readonly from?: number;
    readonly to?: number;
  };
  /** What a review came to. */
  readonly verdict?: "approved" | "changes_requested" | "dismissed";
  readonly resolved: boolean;
  /** The lines that it is about have changed since. */
  readonly outdated: boolean;
  readonly replies: readonly Remark[];
}

export interface PullRequest extends ThreadPullRequest {
  readonly title: string;
  readonly base: string;
  readonly branch: string;
  /** Its last commit. */
  readonly commit: string;
  readonly mergeable: "yes" | "conflicts" | "unknown";
  readonly review: "none" | "required" | "approved" | "changes_requested";
  readonly everyCheck: readonly Check[];
  readonly comments: readonly PullRequestComment[];
  /** Something of it could not be read: in words. */
  readonly missing?: string;
}

/** The thread's pull request; without one, whether it could have one. */
export type PullRequestStanding =
  | { readonly kind: "found"; readonly pullRequest: PullRequest }
  | { readonly kind: "none"; readonly forge: string }
  /** The remote is none that pull requests are made for from here; the reason says it to a person. */
  | { readonly kind: "elsewhere"; readonly reason: string };

/** A pull request to start from, made of the plan and the commits. */
export interface PullRequestProposal {
  readonly title: string;
  readonly body: string;
  readonly base: string;
  readonly branch: string;
}

const thread = z.object({ threadId: ThreadId });
/** No program takes an argument with a NUL in it. */
const Line = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\0\r\n]*$/);
const asked = [
  "thread_not_found",
  "worktree_missing",
  "not_a_repository",
  "git_failed",
  "branch_not_found",
  "forge_missing",
  "forge_unauthorized",
  "forge_limited",
  "forge_failed",
  "settings_untrusted",
] as const;
const said = ["turn_running", "thread_archived", "pull_request_not_found", "checks_passed"] as const;

export const pullRequests = {
  /** Asks the forge. Nothing here asks by itself: the window does when a person looks, and after a push. */
  read: query({ input: thread, output: output<PullRequestStanding>(), errors: [...asked, "disk_full"] }),
  propose: query({ input: thread, output: output<PullRequestProposal>(), errors: [...asked, "disk_full"] }),
  /** Opens one for the branch as it was pushed. Where it has one already, that is the thread's. */
  create: command({
    input: thread.extend({
      title: Line.max(250),
      body: z.string().max(60_000),
      base: Line.max(200),
      draft: z.boolean(),
    }),
    output: output<ThreadPullRequest>(),
    errors: [...asked, "forge_unknown", "pull_request_refused", "disk_full"],
  }),
  /** Gives some comments to the agent, as one message. */
  sendComments: command({
    input: thread.extend({
      messageId: MessageId,
      comments: z.array(z.string().min(1).max(200)).min(1).max(200),
      note: z.string().max(10_000).default(""),
    }),
    output: output<{ readonly delivery: "turn" | "queue" }>(),
    errors: [...asked, ...said],
  }),
  /** Gives the agent the checks that failed with the ends of their logs, as one message. */
  fixChecks: command({
    input: thread.extend({ messageId: MessageId, checks: z.array(z.string().min(1).max(200)).max(50).optional() }),
    output: output<{ readonly delivery: "turn" | "queue" }>(),
    errors: [...asked, ...said],
  }),
};

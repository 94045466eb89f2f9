import { z } from "zod";
import { command, output, query } from "./define.ts";
import { ThreadId } from "./ids.ts";

/** Which changes a commit takes: those that are staged, or everything that is not ignored. */
export const CommitWhat = z.enum(["staged", "all"]);
export type CommitWhat = z.infer<typeof CommitWhat>;

/** The last commit of a branch, as far as an amendment needs to know it. */
export interface HeadCommit {
  readonly commit: string;
  readonly message: string;
  /** pushed: a remote has it, so that changing it rewrites what others may have; of_base: it is not this branch's own. */
  readonly amend: "yes" | "pushed" | "of_base";
}

/** Where a branch stands to the remote that it is pushed to, as of the last exchange with that. */
export interface RemoteStanding {
  readonly name: string;
  /** Its address, without what signs in to it. */
  readonly url: string;
  /** The commit that the remote has under the branch's name; undefined when it was never pushed. */
  readonly commit?: string;
  /** Commits that the remote does not have. */
  readonly ahead: number;
  /** Commits that only the remote has. */
  readonly behind: number;
}

/** What there is to commit and to push in a thread's folder. */
export interface GitStatus {
  /** Undefined when HEAD is on no branch. */
  readonly branch?: string;
  readonly head?: HeadCommit;
  readonly stagedFiles: number;
  /** Everything that differs from HEAD and is not ignored. */
  readonly changedFiles: number;
  readonly merging: boolean;
  /** Files of a merge that still hold the marks of a conflict. */
  readonly conflicted: readonly string[];
  /** Absent where the repository has none. */
  readonly remote?: RemoteStanding;
  /** Commits are signed, as the person's git is set up. */
  readonly signs: boolean;
}

/** A commit message to start from. */
export interface MessageProposal {
  readonly message: string;
  readonly by: "model" | "plain";
  /** US dollars, where the price is known. */
  readonly cost?: number;
  /** Why the model did not write it. */
  readonly failure?: { readonly code: string; readonly message: string; readonly detail?: string };
}

/** What became of a push. */
export interface Pushed {
  readonly remote: string;
  readonly branch: string;
  readonly commit: string;
  /** Web addresses that the remote printed, such as where a pull request can be opened. */
  readonly links: readonly string[];
}

/** A branch's beginning as git takes it: names between slashes, or nothing. */
const branchPrefix = /^(?:[A-Za-z0-9_](?:[\w-]|\.(?![./]))*\/)*(?:[A-Za-z0-9_](?:[\w-]|\.(?!\.))*)?$/;

/** How the person works with git. */
export const GitSettings = z.object({
  /** What the branches of new threads begin with. */
  branchPrefix: z
    .string()
    .max(60)
    .regex(branchPrefix, 'Letters, digits, dashes and slashes, as in "me/"')
    .refine((prefix) => !/\.lock(?:\/|$)/.test(prefix), "git allows no name that ends in .lock")
    .default("flightdeck/"),
  /** When the model proposes a commit message: as the dialog opens, or only when it is asked to. */
  proposeMessages: z.enum(["at_once", "on_request"]).default("on_request"),
  /** What a proposed message is put into: {summary}, {body}, {branch} and {thread} stand for themselves. */
  messageTemplate: z.string().max(4000).default("{summary}\n\n{body}"),
  /** What the model is told about messages. */
  messageInstructions: z.string().max(4000).default(""),
  /** Pull requests begin as drafts. */
  draftPullRequests: z.boolean().default(true),
});
export type GitSettings = z.infer<typeof GitSettings>;

const thread = z.object({ threadId: ThreadId });
/** No program takes an argument with a NUL in it. */
const argument = (text: string): boolean => !text.includes("\0");
const withoutNul = "This holds a character that no program takes";
const CommitMessage = z.string().trim().min(1).max(20_000).refine(argument, withoutNul);
const BranchName = z.string().trim().min(1).max(200).refine(argument, withoutNul);
const CommitName = z.string().regex(/^[0-9a-f]{4,64}$/);
const places = ["thread_not_found", "worktree_missing", "not_a_repository", "git_failed"] as const;

export const git = {
  status: query({ input: thread, output: output<GitStatus>(), errors: [...places, "disk_full"] }),
  /** Proposes a message from the plan and the diff. Whatever keeps the model from it, a plain one comes back. */
  proposeMessage: query({
    input: thread.extend({ what: CommitWhat, amend: z.boolean().default(false), by: z.enum(["model", "plain"]) }),
    output: output<MessageProposal>(),
    errors: [...places, "disk_full"],
  }),
  /** Commits as the person; the repository's hooks run, in the sandbox, and their signature is put on it. */
  commit: command({
    input: thread.extend({
      message: CommitMessage,
      what: CommitWhat.default("all"),
      /** Replaces the last commit, which must still be this one. */
      amend: z.object({ commit: CommitName, evenIfPushed: z.boolean().default(false) }).optional(),
      withoutHooks: z.boolean().default(false),
    }),
    output: output<{ readonly commit: string }>(),
    errors: [
      ...places,
      "turn_running",
      "nothing_to_commit",
      "nothing_to_amend",
      "commit_pushed",
      "base_moved",
      "merge_conflict",
      "hook_failed",
      "signing_failed",
      "settings_untrusted",
      "index_locked",
    ],
  }),
  /** Makes a branch where HEAD is and goes on on it; the branch before stays. */
  createBranch: command({
    input: thread.extend({ name: BranchName }),
    output: output<{ readonly branch: string }>(),
    errors: [...places, "turn_running", "branch_invalid", "branch_exists"],
  }),
  renameBranch: command({
    input: thread.extend({ name: BranchName }),
    output: output<{ readonly branch: string }>(),
    errors: [...places, "turn_running", "branch_invalid", "branch_exists", "branch_not_found"],
  }),
  /** Pushes the branch under its own name and follows it there. */
  push: command({
    input: thread.extend({
      /** Replaces what the remote has, as long as that is still this commit. */
      replace: CommitName.optional(),
      withoutHooks: z.boolean().default(false),
    }),
    output: output<Pushed>(),
    errors: [
      ...places,
      "branch_not_found",
      "remote_not_found",
      "push_rejected",
      "push_failed",
      "hook_failed",
      "settings_untrusted",
    ],
  }),
};

import { z } from "zod";
import { AutomationContent } from "./automation.ts";
import { command, output, watch } from "./define.ts";
import { ApprovalId, ItemId, type ProjectId, ThreadId, TurnId } from "./ids.ts";
import { RuleScope } from "./rule.ts";

/** An automation that an agent proposes. Only a person's yes makes it, whatever the thread's policy. */
export const AutomationProposal = z.object({
  kind: z.literal("automation"),
  content: AutomationContent,
  /** Its trigger in plain words. */
  words: z.string(),
  /** The first due times, as they were when it was proposed. */
  next: z.array(z.number()).max(5),
  /** The zone that they are told in. */
  timeZone: z.string(),
  /** Where a run works, and what it may do there, in plain words. */
  where: z.string(),
  may: z.string(),
  /** What reaches further than the thread that proposes it, in plain words. */
  beyond: z.array(z.string()),
});
export type AutomationProposal = z.infer<typeof AutomationProposal>;

/** What the agent wants to do and may not do by itself. */
export const ApprovalRequest = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("command"),
    command: z.string(),
    cwd: z.string(),
    /** untrusted: the policy asks for every such command; escalate: the agent asks to run it outside the sandbox;
     * denied: the sandbox stopped it; no_sandbox: this machine has none; rule: a rule wants it asked; dangerous: it could
     * do lasting harm and nothing confines it. */
    reason: z.enum(["untrusted", "escalate", "denied", "no_sandbox", "rule", "dangerous"]),
    /** The agent's own words for why; for a rule its justification. */
    justification: z.string().optional(),
    /** The rule that "always allow" would make: the words a command line begins with. */
    suggestedRule: z.array(z.string()).min(1).optional(),
  }),
  z.object({
    kind: z.literal("file_change"),
    /** Relative to the thread's folder where they lie inside it. */
    paths: z.array(z.string()),
    reason: z.enum(["untrusted", "outside", "read_only"]),
  }),
  /** To read what the person's own terminals of the thread show: one by its name, else which there are. */
  z.object({ kind: z.literal("terminal"), name: z.string().optional() }),
  /** To commit, push and open a pull request as the person, in one. */
  z.object({
    kind: z.literal("publish"),
    /** rule: a rule wants such commands asked. */
    reason: z.enum(["untrusted", "outside", "rule"]),
    branch: z.string(),
    /** The branch is made first. */
    newBranch: z.boolean(),
    /** The tree of the files that it is about: a yes counts for no others. */
    tree: z.string(),
    /** What is committed; absent when nothing is left to commit. */
    commit: z
      .object({
        message: z.string(),
        /** The first of them, relative to the checkout. */
        files: z.array(z.string()),
        fileCount: z.number(),
      })
      .optional(),
    push: z
      .object({
        remote: z.string(),
        url: z.string(),
        /** Commits made before that go along. */
        commits: z.number(),
        /** The commit that the remote has and loses. */
        replaces: z.string().optional(),
      })
      .optional(),
    pullRequest: z
      .object({
        title: z.string(),
        body: z.string(),
        base: z.string(),
        draft: z.boolean(),
        /** It is open already, and shows what is pushed. */
        number: z.number().optional(),
        /** What is put into the text of one that is open already, between its marks. */
        section: z.string().optional(),
      })
      .optional(),
    /** Pictures of self-tests that go to a branch of their own in the remote, for the pull request to show. */
    pictures: z
      .object({
        branch: z.string(),
        count: z.number(),
        bytes: z.number(),
        /** The commit that holds them; another one only if the remote has more of that branch than was known. */
        commit: z.string(),
      })
      .optional(),
    /** Why, where a rule says it. */
    justification: z.string().optional(),
  }),
  z.object({
    kind: z.literal("budget"),
    scope: z.enum(["thread", "day"]),
    /** In US dollars. */
    spent: z.number(),
    limit: z.number(),
  }),
  AutomationProposal,
]);
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** What a request is about, in one line: the command, the paths, the terminal, the money, the automation. */
export function requestSubject(request: ApprovalRequest): string {
  switch (request.kind) {
    case "command":
      return request.command;
    case "file_change":
      return request.paths.join(", ");
    case "terminal":
      return request.name === undefined ? "your terminals" : `your terminal “${request.name}”`;
    case "publish":
      return publishSubject(request);
    case "budget":
      return `$${request.spent.toFixed(2)} of $${request.limit.toFixed(2)} for ${request.scope === "day" ? "today" : "this thread"} are spent`;
    case "automation":
      return `automation “${request.content.name}”: ${request.words}`;
  }
}

function publishSubject({
  branch,
  commit,
  push,
  pullRequest,
  pictures,
}: Extract<ApprovalRequest, { kind: "publish" }>): string {
  const files = commit === undefined ? "" : `${commit.fileCount} ${commit.fileCount === 1 ? "file" : "files"}`;
  const steps = [
    ...(commit === undefined ? [] : [`commit ${files} on ${branch}`]),
    ...(push === undefined ? [] : [`push ${commit === undefined ? `${branch} ` : ""}to ${push.remote}`]),
    ...(pullRequest === undefined
      ? []
      : pullRequest.number === undefined
        ? [`open a ${pullRequest.draft ? "draft " : ""}pull request “${pullRequest.title}” into ${pullRequest.base}`]
        : [`update pull request #${pullRequest.number}`]),
    ...(pictures === undefined
      ? []
      : [`put ${pictures.count} ${pictures.count === 1 ? "picture" : "pictures"} on ${pictures.branch}`]),
  ];
  return steps.join(", ");
}

/** decline lets the turn go on without it; stop ends the turn. */
export const ApprovalDecision = z.enum(["approve", "approve_for_thread", "decline", "stop"]);
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;

export const Approval = z.object({
  id: ApprovalId,
  turnId: TurnId,
  itemId: ItemId,
  request: ApprovalRequest,
  requestedAt: z.number(),
});
export type Approval = z.infer<typeof Approval>;

/** A pending approval as the attention queue shows it. */
export interface PendingApproval extends Approval {
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly threadTitle: string;
}

export type ApprovalsEvent =
  | { readonly type: "snapshot"; readonly approvals: readonly PendingApproval[] }
  | { readonly type: "requested"; readonly approval: PendingApproval }
  | { readonly type: "resolved"; readonly approvalId: ApprovalId };

export const approvals = {
  /** Everything that waits for a yes or no, over all threads, oldest first. */
  watch: watch({ input: z.object({}), event: output<ApprovalsEvent>() }),
  answer: command({
    input: z.object({
      threadId: ThreadId,
      approvalId: ApprovalId,
      decision: ApprovalDecision,
      /** With an approval of a command: from now on commands that begin like this are allowed. */
      always: z.object({ prefix: z.array(z.string().min(1).max(1000)).min(1).max(20), scope: RuleScope }).optional(),
      /** With the approval of an automation: what the person made of it, which counts instead. */
      automation: AutomationContent.optional(),
    }),
    output: output<{ answeredAt: number }>(),
    errors: [
      "thread_not_found",
      "approval_not_found",
      "approval_answered",
      "rule_invalid",
      "automation_invalid",
      "project_not_found",
    ],
  }),
};

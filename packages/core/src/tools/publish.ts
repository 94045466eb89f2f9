import type { ApprovalRequest } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool, ToolContext, ToolResult } from "../agent/index.ts";
import { AppError } from "../errors/index.ts";
import { readLine } from "../shell/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import { permissionToPublish } from "./permissionToPublish.ts";
import { surroundingsOf } from "./surroundings.ts";
import type { ToolsetOptions } from "./toolset.ts";

/** How far the work goes: into a commit, to the remote, into a pull request. */
const Through = z.enum(["commit", "push", "pull_request"]);

const line = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\0\r\n]*$/, "is not one line");
const text = z.string().refine((value) => !value.includes("\0"), "has a NUL character");

const input = toolInput(
  z.object({
    through: Through.describe(
      "How far: commit; push (commit what is left and push); pull_request (the same, and open one).",
    ),
    message: text
      .min(1)
      .max(20_000)
      .optional()
      .describe("The commit's message. Without it the app writes one from the plan and the diff."),
    what: z
      .enum(["all", "staged"])
      .optional()
      .describe("all (default): every change that is not ignored; staged: what the person staged."),
    title: line
      .max(250)
      .optional()
      .describe("The pull request's title. Without it: the plan's title, or the commit's summary."),
    body: text
      .max(50_000)
      .optional()
      .describe(
        "The pull request's body in Markdown. Without it: the plan, its steps, the commits and the repository's own form. What was kept with keep_evidence is added to either, its pictures on a branch of their own, and to one that is open already.",
      ),
    base: line.max(200).optional().describe("The branch that it goes into; by default where the work began."),
    draft: z.boolean().optional().describe("Whether the pull request is a draft; by default as the person set it."),
    branch: line
      .max(200)
      .optional()
      .describe("A new branch to make for it first. Needed when HEAD is on the base branch, or on none."),
    replace: z
      .boolean()
      .optional()
      .describe("Replaces what the remote has of this branch, with a lease. Only after a rebase that was wanted."),
  }),
);
export type PublishWanted = z.output<typeof input.schema>;

/** What exactly would be done: the person sees it before, and nothing else is done. */
export type Publication = Omit<Extract<ApprovalRequest, { kind: "publish" }>, "kind" | "reason" | "justification">;

/** Commits, pushes and opens pull requests as the person does, with their hooks, keys and forge. */
export interface Publishing {
  /** Rejects with what stands in the way; nothing changes. */
  prepare(wanted: PublishWanted, signal: AbortSignal): Promise<PreparedPublication>;
  /** How the thread's pull request stands, in words. Rejects with `pull_request_not_found`, and what a forge may say. */
  pullRequest(signal: AbortSignal): Promise<string>;
  /** Merges the base into the worktree, uncommitted; answers with the paths in conflict. */
  bringIn(): Promise<{ readonly base: string; readonly paths: readonly string[] }>;
}

export interface PreparedPublication {
  readonly about: Publication;
  /** `tell` gets a line for each step that is done. Rejects where a step fails; those before it stay. */
  carryOut(tell: (done: string) => void, signal: AbortSignal): Promise<void>;
}

type Needs = Pick<ToolsetOptions, "cwd" | "root" | "policy" | "approval" | "judge" | "approvedForThread">;

/** The one way out of the sandbox for finished work: one approval for the commit, the push and the pull request. */
export const publish = (options: Needs, publishing: Publishing): Tool =>
  defineTool({
    name: "publish",
    description:
      "Commits the work, pushes its branch and opens a pull request, as the person would: their identity, signature, hooks and forge. The person is asked once for all of it. Use it instead of git commit, git push and gh pr create, and only when publishing was asked for.",
    input,
    access: "write",
    run: (wanted, context) => run({ ...options, publishing }, wanted, context),
  });

async function run(
  options: Needs & { readonly publishing: Publishing },
  wanted: PublishWanted,
  context: ToolContext,
): Promise<ToolResult> {
  const call = { tool: "publish", startedAt: context.now() } as const;
  const end = (status: "completed" | "failed" | "declined", summary: string, output: string): ToolResult => ({
    item: toolCall(context, { ...call, summary, status, output }),
    output,
  });
  let prepared: PreparedPublication;
  try {
    prepared = await options.publishing.prepare(wanted, context.signal);
  } catch (error) {
    return end("failed", goal[wanted.through], failure(error));
  }
  const { about } = prepared;
  const summary = summaryOf(about);
  const keys = [["publish", about.branch, about.push?.url ?? ""], ...beside(about)].map((key) => JSON.stringify(key));
  const permission = permissionToPublish({
    mode: options.policy.mode,
    approval: options.approval,
    verdicts: commandsOf(about).map((command) =>
      options.judge(readLine(command), surroundingsOf(options.policy, options)),
    ),
    replaces: about.push?.replaces !== undefined,
    approved: keys.every((key) => options.approvedForThread.has(key)),
  });
  if (permission.type === "refuse") return end("failed", summary, permission.why);
  if (permission.type === "ask") {
    context.show(toolCall(context, { ...call, summary, status: "running", output: "" }));
    const { reason, why } = permission;
    const justification = why === undefined ? {} : { justification: why };
    const decision = await context.ask({ kind: "publish", ...about, reason, ...justification });
    if (decision === "approve_for_thread") for (const key of keys) options.approvedForThread.add(key);
    if (decision !== "approve" && decision !== "approve_for_thread")
      return end("declined", summary, "The person declined to publish this. Nothing was committed or pushed.");
  }
  await context.beforeWrite();
  context.show(toolCall(context, { ...call, summary, status: "running", output: "" }));
  const done: string[] = [];
  try {
    const tell = (step: string): void => {
      done.push(step);
      context.grow(`${step}\n`);
    };
    await prepared.carryOut(tell, context.signal);
    return end("completed", summary, done.join("\n"));
  } catch (error) {
    return end("failed", summary, [...done, failure(error)].join("\n"));
  }
}

/** What a yes for the thread counts for only if it was shown then: pictures, and a text that is changed. */
const beside = ({ branch, push, pictures, pullRequest }: Publication): readonly (readonly string[])[] => [
  ...(pictures === undefined ? [] : [["publish pictures", pictures.branch, push?.url ?? ""]]),
  ...(pullRequest?.section === undefined ? [] : [["publish evidence", branch, push?.url ?? ""]]),
];

const goal = {
  commit: "Commit the work",
  push: "Push the branch",
  pull_request: "Open a pull request",
} as const;

function summaryOf({ branch, commit, push, pullRequest }: Publication): string {
  if (pullRequest !== undefined)
    return pullRequest.number === undefined
      ? `Open a ${pullRequest.draft ? "draft " : ""}pull request: ${pullRequest.title}`
      : `Update pull request #${pullRequest.number}`;
  if (push !== undefined) return `Push ${branch} to ${push.remote}`;
  return `Commit ${commit?.fileCount ?? 0} ${commit?.fileCount === 1 ? "file" : "files"}`;
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The command lines that it stands for: what a rule says of those holds here too. */
function commandsOf({ branch, commit, push, pullRequest, pictures }: Publication): readonly string[] {
  return [
    ...(commit === undefined ? [] : ["git commit"]),
    ...(push === undefined
      ? []
      : [
          `git push ${push.replaces === undefined ? "" : "--force-with-lease "}${quoted(push.remote)} ${quoted(branch)}`,
        ]),
    ...(push === undefined || pictures === undefined
      ? []
      : [`git push ${quoted(push.remote)} ${quoted(pictures.branch)}`]),
    ...(pullRequest?.section === undefined ? [] : ["gh pr edit"]),
    ...(pullRequest === undefined || pullRequest.number !== undefined ? [] : ["gh pr create"]),
  ];
}

/** What stood in the way, in words that the agent can act on. Anything but an expected failure is a fault of ours. */
function failure(error: unknown): string {
  if (!(error instanceof AppError)) throw error;
  const advice = error.code in advices ? advices[error.code as keyof typeof advices] : undefined; // as was looked
  return [error.message, error.detail, advice].filter(Boolean).join("\n");
}

const advices = {
  hook_failed: "Mend what the hook complains of, then publish again. Hooks are never skipped.",
  push_rejected:
    "What the remote has was fetched. Bring it in (the skill resolve-conflicts says how), then publish again.",
  merge_conflict: "Resolve every mark of a conflict first.",
  forge_missing:
    "The branch is pushed as far as told above. Give the person the title and the body for the pull request.",
  forge_unauthorized: "The person has to sign in to gh in a terminal; then publish again.",
  settings_untrusted: "The person has to look at this; do not change those settings.",
} as const;

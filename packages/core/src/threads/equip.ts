import { basename } from "node:path";
import type { BlobId, ThreadId, TurnId } from "@flightdeck/contract";
import {
  baseInstructions,
  contextMessage,
  environmentContext,
  instructionsContext,
  type PromptItem,
  personMessage,
  projectInstructions,
  repairPrompt,
} from "../agent/index.ts";
import type { Approvals } from "../approvals/index.ts";
import { gitDirs } from "../git/index.ts";
import type { Rules } from "../rules/index.ts";
import { policyFor, type SandboxSupport } from "../sandbox/index.ts";
import { createToolset, findShell, ProcessTable } from "../tools/index.ts";
import type { OpenThread } from "./openThread.ts";
import { readInstructions } from "./readInstructions.ts";
import { localDate, localTimezone } from "./today.ts";
import type { TurnPlan } from "./turn.ts";
import type { Said } from "./turns.ts";

/** What the agent of a turn is given: the model, its instructions, its tools, and what it should know by now. */
export interface Equipment {
  /** `added` goes behind the prompt: what changed around the thread since the last turn, then the person's message. */
  equip(
    open: OpenThread,
    turn: { readonly turnId: TurnId; readonly prompt: readonly PromptItem[]; readonly said: Said },
  ): Promise<Pick<TurnPlan, "instructions" | "tools"> & { readonly added: readonly PromptItem[] }>;
  /** Ends every process that the thread's agent left running. */
  endProcesses(threadId: ThreadId): Promise<void>;
}

export function openEquipment(options: {
  readonly home: string;
  readonly sandbox: () => Promise<SandboxSupport>;
  /** The root of the checkout that a thread works in. */
  readonly rootOf: (open: OpenThread) => string;
  readonly approvals: Approvals;
  readonly rules: Pick<Rules, "judge">;
  readonly keep: (bytes: Uint8Array) => Promise<BlobId>;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
}): Equipment {
  const tables = new Map<ThreadId, ProcessTable>();
  const processesOf = (threadId: ThreadId): ProcessTable => {
    const known = tables.get(threadId) ?? new ProcessTable();
    tables.set(threadId, known);
    return known;
  };

  const known = new Map<string, readonly string[]>();
  /** The git dirs of a checkout do not move; a folder without a repository has none, until it has. */
  const gitDirsOf = async (root: string): Promise<readonly string[]> => {
    const found = known.get(root);
    if (found !== undefined) return found;
    const dirs = await gitDirs(root).catch(() => undefined);
    if (dirs === undefined) return [];
    known.set(root, [dirs.gitDir, dirs.commonDir]);
    return [dirs.gitDir, dirs.commonDir];
  };

  return {
    equip: async (open, { prompt, said }) => {
      const { thread } = open;
      const { settings, cwd } = thread;
      const root = options.rootOf(open);
      const dirs = await gitDirsOf(root);
      const policy = policyFor({ mode: settings.sandbox, cwd: root, gitDirs: dirs, home: options.home });
      const shell = findShell();
      const tools = createToolset({
        cwd,
        root,
        policy,
        approval: settings.approval,
        judge: (line, surroundings) => options.rules.judge(thread.projectId, line, surroundings),
        support: options.sandbox,
        keep: options.keep,
        processes: processesOf(thread.id),
        approvedForThread: options.approvals.remembered(thread.id),
        newId: () => options.newId("item"),
        shell,
      });
      const environment = environmentContext({
        cwd,
        platform: process.platform,
        shell: basename(shell),
        date: localDate(options.now()),
        timezone: localTimezone(),
        sandbox: settings.sandbox,
        approval: settings.approval,
        network: policy.network,
        branch: thread.worktree?.branch,
        base: thread.worktree?.base,
      });
      const instructions = instructionsContext(
        await projectInstructions(root, cwd, (path) => readInstructions(policy, path)),
      );
      const repaired = repairPrompt(prompt).slice(prompt.length);
      const context = [environment, instructions]
        .filter((item) => item !== undefined)
        .filter((item) => isNews(prompt, item));
      return {
        instructions: baseInstructions,
        tools,
        added: [
          ...repaired,
          ...context,
          "text" in said ? personMessage(said.text) : contextMessage("thread_continued", said.note),
        ],
      };
    },
    endProcesses: async (threadId) => {
      const table = tables.get(threadId);
      tables.delete(threadId);
      await table?.killAll();
    },
  };
}

/** A context message is told again only when it differs from the last one of its kind: the prompt only ever grows. */
function isNews(prompt: readonly PromptItem[], item: PromptItem): boolean {
  const text = JSON.stringify(item);
  const tag = /<(\w+)>/.exec(text)?.[0] ?? "";
  const last = prompt.findLast((other) => JSON.stringify(other).includes(tag));
  return last === undefined || JSON.stringify(last) !== text;
}

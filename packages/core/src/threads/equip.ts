import { basename, join } from "node:path";
import { type BlobId, type Image, openPlan, type Settings, type ThreadId, type TurnId } from "@flightdeck/contract";
import {
  baseInstructions,
  contextMessage,
  environmentNews,
  instructionsNews,
  modeNews,
  type PromptItem,
  personalNews,
  projectInstructions,
  textNews,
} from "../agent/index.ts";
import type { Approvals } from "../approvals/index.ts";
import { gitDirs } from "../git/index.ts";
import type { Rules } from "../rules/index.ts";
import type { CommandRunner } from "../machine/index.ts";
import { policyFor, type SandboxSupport } from "../sandbox/index.ts";
import { nameSkills, type SkillPlace, type Skills, skillMessage, skillsNews, skillText } from "../skills/index.ts";
import { dayOf } from "../usage/index.ts";
import {
  type AutomationProposals,
  createToolset,
  findShell,
  ProcessTable,
  type Publishing,
  type Reporting,
  type TerminalReading,
} from "../tools/index.ts";
import { type Along, heard } from "./alongContext.ts";
import type { OpenThread } from "./openThread.ts";
import type { PlanOptions } from "./planTurn.ts";
import { editedPlan } from "./planWords.ts";
import { readInstructions, readPersonal } from "./readInstructions.ts";
import type { Message } from "./steers.ts";
import { localTimezone } from "./timezone.ts";

/** What the agent of a turn is given: the model, its instructions, its tools, and what it should know by now. */
export interface Equipment {
  /**
   * `added` goes behind the prompt: what changed around the thread since the last turn, then the person's message.
   * `context`: all that the model was told of its surroundings, as it is now.
   */
  readonly equip: PlanOptions["prepare"];
  /** A message of the person as the model reads it. */
  hear(open: OpenThread, message: Message): Promise<readonly PromptItem[]>;
  /** Whether a command of the thread's agent still runs. */
  isOccupied(threadId: ThreadId): boolean;
  /** Ends every process that the thread's agent left running. */
  endProcesses(threadId: ThreadId): Promise<void>;
}

/** What a turn is given in a thread that an automation has worked in. */
export interface RunEquipment {
  /** What the agent of a run has to know; undefined for a turn that belongs to none. */
  readonly briefing?: string | undefined;
  readonly reporting: Reporting;
}

export function openEquipment(options: {
  readonly home: string;
  readonly sandbox: () => Promise<SandboxSupport>;
  /** The root of the checkout that a thread works in. */
  readonly rootOf: (open: OpenThread) => string;
  readonly approvals: Approvals;
  readonly rules: Pick<Rules, "judge">;
  readonly skills: Skills;
  readonly skillPlace: (open: OpenThread) => SkillPlace;
  /** What stands behind a message's mentions. */
  readonly along: Along;
  readonly contextWindow: (model: string) => number;
  /** Undefined for a thread that no automation has ever worked in. */
  readonly runOf?: (threadId: ThreadId, turnId: TurnId) => RunEquipment | undefined;
  readonly agentSettings: () => Settings["agent"];
  readonly machine: CommandRunner;
  /** The person's terminals in a thread. */
  readonly terminals: (threadId: ThreadId) => Pick<TerminalReading, "list" | "lastLines">;
  /** Takes a thread's work out of its folder, as the person does. */
  readonly publishing: (threadId: ThreadId) => Publishing;
  /** The automations as a thread's agent sees and proposes them. */
  readonly automations: (threadId: ThreadId) => AutomationProposals;
  readonly keep: (bytes: Uint8Array) => Promise<BlobId>;
  readonly keepImage: (name: string, bytes: Buffer) => Promise<Image>;
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

  /** The skills that a message names, behind it; one that the model has before it as it is now is not repeated. */
  const named = async (names: readonly string[], place: SkillPlace, prompt: readonly PromptItem[]) => {
    const before = new Set(prompt.map((item) => JSON.stringify(item)));
    const messages = names.map(async (name) => skillMessage(name, await options.skills.load(name, place)));
    return (await Promise.all(messages)).filter((message) => !before.has(JSON.stringify(message)));
  };

  return {
    equip: async (open, { turnId, prompt, said }) => {
      const { thread } = open;
      const { settings, cwd } = thread;
      const mode = thread.turns.findLast(({ id }) => id === turnId)?.mode ?? "act";
      // Plan mode is kept by the sandbox and the tools, not by what the model is told.
      const sandbox = mode === "plan" ? "read-only" : settings.sandbox;
      const root = options.rootOf(open);
      const dirs = await gitDirsOf(root);
      const { network, writable } = settings;
      const policy = policyFor({ mode: sandbox, cwd: root, gitDirs: dirs, home: options.home, network, writable });
      const shell = findShell();
      const run = options.runOf?.(thread.id, turnId);
      const place = options.skillPlace(open);
      const tools = createToolset({
        cwd,
        root,
        policy,
        approval: settings.approval,
        judge: (line, surroundings) => options.rules.judge(thread.projectId, line, surroundings),
        mode,
        openPlan: () => openPlan(open.thread),
        skill: async (name) => {
          const loaded = await options.skills.load(name, place);
          return "problem" in loaded ? loaded : { text: skillText(loaded) };
        },
        support: options.sandbox,
        start: (about, spawn) =>
          options.machine.start({ ...about, threadId: thread.id, projectId: thread.projectId }, spawn),
        keep: options.keep,
        keepImage: options.keepImage,
        processes: processesOf(thread.id),
        approvedForThread: options.approvals.remembered(thread.id),
        terminals: {
          ...options.terminals(thread.id),
          access: () => open.thread.settings.terminals ?? "ask",
          allow: () => {
            const allowed = { ...open.thread.settings, terminals: "allow" } as const;
            open.commit([{ type: "thread.configured", settings: allowed, at: options.now() }]);
          },
        },
        publishing: options.publishing(thread.id),
        automations: options.automations(thread.id),
        reporting: run?.reporting,
        newId: () => options.newId("item"),
        shell,
      });
      const agent = options.agentSettings();
      const [skills, files] = await Promise.all([
        options.skills.list(place),
        projectInstructions(
          {
            root,
            cwd,
            fallbacks: agent.instructionFiles,
            personal: { path: join(options.home, "AGENTS.md"), read: readPersonal },
          },
          (path) => readInstructions(policy, path),
        ),
      ]);
      /** What the model does not know yet of its surroundings; without a prompt all of it. */
      const newsIn = (told: readonly PromptItem[]) =>
        [
          environmentNews(told, {
            cwd,
            platform: process.platform,
            shell: basename(shell),
            date: dayOf(options.now()),
            timezone: localTimezone(),
            sandbox,
            approval: settings.approval,
            network: policy.network,
            writable: policy.writable.slice(1),
            branch: thread.worktree?.branch,
            base: thread.worktree?.base,
          }),
          modeNews(told, mode),
          ...personalNews(told, agent),
          instructionsNews(told, files),
          skillsNews(told, skills, options.contextWindow(settings.model)),
          textNews(told, "plan_edited", editedPlan(thread, openPlan(thread))),
          textNews(told, "automation_run", run?.briefing),
        ].filter((item) => item !== undefined);
      return {
        instructions: baseInstructions,
        tools,
        context: newsIn([]),
        added: [
          ...newsIn(prompt),
          ...("text" in said
            ? [...heard(said, options.along), ...(await named(nameSkills(said, skills), place, prompt))]
            : [contextMessage("thread_continued", said.note)]),
        ],
      };
    },
    hear: async (open, message) => {
      const place = options.skillPlace(open);
      const skills = message.text.includes("$") ? await options.skills.list(place) : [];
      return [...heard(message, options.along), ...(await named(nameSkills(message, skills), place, []))];
    },
    isOccupied: (threadId) => (tables.get(threadId)?.list().length ?? 0) > 0,
    endProcesses: async (threadId) => {
      const table = tables.get(threadId);
      tables.delete(threadId);
      await table?.close();
    },
  };
}

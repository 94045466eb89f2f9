import { createHash } from "node:crypto";
import {
  type AgentMode,
  type Approval,
  type ApprovalDecision,
  type ApprovalPolicy,
  BlobId,
  type Item,
  ItemId,
  type QuestionField,
  type SandboxMode,
} from "@flightdeck/contract";
import type { ToolContext, ToolResult } from "../../agent/index.ts";
import { AppError } from "../../errors/index.ts";
import type { SandboxSupport } from "../../sandbox/index.ts";
import { type Bench, makeBench, requireSandbox } from "../../sandbox/testing/sandboxBench.ts";
import type { Machine } from "../../machine/index.ts";
import { testMachine, testThread } from "../../machine/testing/testMachine.ts";
import { openImages } from "../../images/index.ts";
import {
  createToolset,
  noAutomations,
  ProcessTable,
  type Publishing,
  type Reporting,
  type TerminalReading,
} from "../index.ts";

export interface CallOptions {
  readonly mode?: SandboxMode;
  readonly approval?: ApprovalPolicy;
  /** What the person answers; the last one is repeated. */
  readonly answers?: readonly ApprovalDecision[];
  /** What the person answers to questions; undefined: nothing, the turn ends. */
  readonly says?: Readonly<Record<string, string>>;
  readonly agentMode?: AgentMode;
  readonly support?: SandboxSupport;
  readonly terminals?: Partial<TerminalReading>;
  readonly publishing?: Publishing;
  readonly reporting?: Reporting;
  readonly signal?: AbortSignal;
  readonly steered?: AbortSignal;
  /** Nothing can be kept. */
  readonly diskFull?: boolean;
  readonly onGrow?: (text: string) => void;
  /** What happens while the worktree's checkpoint is made. */
  readonly onCheckpoint?: () => Promise<void>;
  /** What happens while the person thinks. */
  readonly onAsk?: () => void;
}

/** What a call did, all of it. */
export interface Called {
  readonly item: Item;
  readonly output: ToolResult["output"];
  /** The output as text. */
  readonly text: string;
  readonly shown: readonly Item[];
  readonly grown: string;
  readonly asked: readonly Approval["request"][];
  readonly questions: readonly QuestionField[];
  readonly endsTurn: boolean;
  /** How often it waited for the checkpoint. */
  readonly checkpoints: number;
}

/** The toolset of a thread in a real worktree, with a scripted person. */
export interface ToolBench extends AsyncDisposable {
  readonly bench: Bench;
  readonly support: SandboxSupport;
  readonly processes: ProcessTable;
  readonly machine: Machine;
  readonly blobs: Map<string, Uint8Array>;
  call(tool: string, input: object | string, options?: CallOptions): Promise<Called>;
}

export async function makeToolBench(machine = testMachine()): Promise<ToolBench> {
  const support = await requireSandbox();
  const bench = makeBench();
  const processes = new ProcessTable();
  const blobs = new Map<string, Uint8Array>();
  const images = openImages({
    keep: (bytes) => {
      const id = BlobId.parse(createHash("sha256").update(bytes).digest("hex"));
      blobs.set(id, bytes);
      return Promise.resolve(id);
    },
    read: (id) => Promise.resolve(Buffer.from(blobs.get(id) ?? [])),
  });
  const approved = new Set<string>();
  let ids = 0;
  const newId = (): string => `id${(ids += 1)}`;
  return {
    bench,
    support,
    processes,
    machine,
    blobs,
    async call(name, input, options = {}) {
      const tools = createToolset({
        openPlan: () => undefined,
        cwd: bench.worktree,
        root: bench.worktree,
        policy: bench.policy(options.mode ?? "workspace-write"),
        approval: options.approval ?? "on-request",
        judge: () => ({ decision: "none", rules: [] }),
        skill: async () => ({ problem: "There is no such skill" }),
        mode: options.agentMode ?? "act",
        start: (about, spawn) => machine.start({ ...about, ...testThread("thread") }, spawn),
        support: () => Promise.resolve(options.support ?? support),
        keep: async (bytes) => {
          if (options.diskFull === true) throw new AppError("disk_full");
          const id = BlobId.parse(createHash("sha256").update(bytes).digest("hex"));
          blobs.set(id, bytes);
          return id;
        },
        keepImage: (name, bytes) => images.add(name, bytes),
        processes,
        approvedForThread: { has: (key) => approved.has(key), add: (key) => void approved.add(key) },
        automations: noAutomations,
        terminals: {
          access: () => "never",
          allow: () => {},
          list: () => [],
          lastLines: () => Promise.resolve([]),
          ...options.terminals,
        },
        ...(options.publishing === undefined ? {} : { publishing: options.publishing }),
        ...(options.reporting === undefined ? {} : { reporting: options.reporting }),
        newId,
      });
      const shown: Item[] = [];
      const asked: Approval["request"][] = [];
      const questions: QuestionField[] = [];
      const answers = [...(options.answers ?? [])];
      let grown = "";
      let checkpoints = 0;
      const context: ToolContext = {
        itemId: ItemId.parse(newId()),
        now: () => Date.now(),
        show: (item) => void shown.push(item),
        grow: (text) => {
          grown += text;
          options.onGrow?.(text);
        },
        ask: async (request) => {
          asked.push(request);
          options.onAsk?.();
          const answer = answers.length > 1 ? answers.shift() : answers[0];
          if (answer === undefined) throw new Error(`nobody expected to be asked: ${JSON.stringify(request)}`);
          return answer;
        },
        question: async (fields) => {
          questions.push(...fields);
          return options.says;
        },
        beforeWrite: async () => {
          checkpoints += 1;
          await options.onCheckpoint?.();
        },
        signal: options.signal ?? new AbortController().signal,
        steered: options.steered ?? new AbortController().signal,
      };
      const tool = tools.find(({ spec }) => spec.name === name);
      if (tool === undefined) throw new Error(`there is no tool ${name}`);
      const text = typeof input === "string" ? input : JSON.stringify(input);
      const { item, output, endsTurn = false } = await tool.run({ callId: newId(), name, input: text }, context);
      return {
        item,
        output,
        text: typeof output === "string" ? output : JSON.stringify(output),
        shown,
        grown,
        asked,
        questions,
        endsTurn,
        checkpoints,
      };
    },
    async [Symbol.asyncDispose]() {
      await processes.close();
      bench[Symbol.dispose]();
    },
  };
}

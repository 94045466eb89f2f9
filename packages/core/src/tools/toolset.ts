import type {
  AgentMode,
  ApprovalPolicy,
  BlobId,
  Image,
  Plan,
  Terminal,
  TerminalId,
  ThreadSettings,
} from "@flightdeck/contract";
import type { Tool } from "../agent/index.ts";
import type { Surroundings, Verdict } from "../rules/index.ts";
import type { ShellLine } from "../shell/index.ts";
import type { MachineProcess, Work } from "../machine/index.ts";
import type { SandboxedProcess, SandboxPolicy, SandboxSupport } from "../sandbox/index.ts";
import { execCommand } from "./execCommand.ts";
import { keepEvidence } from "./keepEvidence.ts";
import { bringIn } from "./bringIn.ts";
import { byMode } from "./byMode.ts";
import type { ProcessTable } from "./processTable.ts";
import { publish, type Publishing } from "./publish.ts";
import { type AutomationProposals, listAutomations, proposeAutomation } from "./proposeAutomation.ts";
import { proposePlan } from "./proposePlan.ts";
import { readPullRequest } from "./readPullRequest.ts";
import { readTerminal } from "./readTerminal.ts";
import { report, type Reporting } from "./report.ts";
import { requestUserInput } from "./requestUserInput.ts";
import { updatePlan } from "./updatePlan.ts";
import { skillTool } from "./skillTool.ts";
import { viewImage } from "./viewImage.ts";
import { writeStdin } from "./writeStdin.ts";
import { applyPatchTool } from "./applyPatchTool.ts";

/** The person's own terminals in the thread, for an agent that may read them. */
export interface TerminalReading {
  /** What the person says of it now; it may change while a turn runs. */
  readonly access: () => NonNullable<ThreadSettings["terminals"]>;
  /** The person said yes for the rest of the thread. */
  readonly allow: () => void;
  readonly list: () => readonly Pick<Terminal, "id" | "name" | "exit">[];
  /** The last lines as plain text. Rejects with `terminal_not_found`. */
  readonly lastLines: (id: TerminalId, count: number) => Promise<readonly string[]>;
}

/** Decisions that a person made for the rest of a thread. */
export interface ThreadApprovals {
  has(key: string): boolean;
  add(key: string): void;
}

export interface ToolsetOptions {
  /** Where commands run by default and what relative paths start from. */
  readonly cwd: string;
  /** The worktree's root. */
  readonly root: string;
  readonly policy: SandboxPolicy;
  readonly approval: ApprovalPolicy;
  /** What the rules say of a command line. */
  readonly judge: (line: ShellLine, surroundings: Surroundings) => Verdict;
  /** plan: nothing may be changed, whatever the person would say; the policy is read-only then. */
  readonly mode: AgentMode;
  /** The plan that waits for the person while the next one is proposed. */
  readonly openPlan: () => Plan | undefined;
  /** A skill's text by its name, or why it cannot be used. */
  readonly skill: (name: string) => Promise<{ readonly text: string } | { readonly problem: string }>;
  /** Known by the time of the first command; asking for it earlier would keep the model's request waiting. */
  readonly support: () => Promise<SandboxSupport>;
  /** Starts a command of the thread when the machine has room for it. */
  readonly start: (about: Pick<Work, "itemId" | "command" | "cwd">, spawn: () => SandboxedProcess) => MachineProcess;
  /** Keeps bytes as a file beside the database. */
  readonly keep: (bytes: Uint8Array) => Promise<BlobId>;
  /** Keeps a picture, in the size that models take. Rejects with `image_invalid`, `image_too_large`. */
  readonly keepImage: (name: string, bytes: Buffer) => Promise<Image>;
  /** The thread's commands; they outlive the turn. */
  readonly processes: ProcessTable;
  readonly approvedForThread: ThreadApprovals;
  readonly terminals: TerminalReading;
  /** Takes work out of the folder; where it is absent, so is the tool. */
  readonly publishing?: Publishing;
  readonly automations: AutomationProposals;
  /** Where a run of an automation worked or works in the thread: who takes its report. */
  readonly reporting?: Reporting | undefined;
  readonly newId: () => string;
  /** The shell to run commands with; by default bash where there is one, else sh. */
  readonly shell?: string;
}

/** The tools of one turn, under the permissions of that turn. */
export function createToolset(options: ToolsetOptions): Tool[] {
  const tools = [
    execCommand(options),
    writeStdin(options),
    applyPatchTool(options),
    updatePlan(),
    viewImage(options),
    requestUserInput(options),
    proposePlan(options),
    skillTool(options),
    readTerminal(options),
    keepEvidence(options),
    ...(options.publishing === undefined ? [] : publishingTools(options, options.publishing)),
    listAutomations(options.automations),
    proposeAutomation(options.automations),
    // Once a thread has it, it keeps it: a list that changed would cost the provider's cache of the whole prompt.
    ...(options.reporting === undefined ? [] : [report({ ...options, reporting: options.reporting })]),
  ];
  return byMode(tools, options.mode);
}

const publishingTools = (options: ToolsetOptions, publishing: Publishing): Tool[] => [
  publish(options, publishing),
  readPullRequest(options, publishing),
  bringIn(options, publishing),
];

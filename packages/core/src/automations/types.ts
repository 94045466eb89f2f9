import type {
  AutomationContent,
  AutomationId,
  AutomationRow,
  AutomationsEvent,
  ProjectId,
  Run,
  RunCause,
  RunId,
  RunsEvent,
  ThreadId,
  Trigger,
  TriggerPreview,
} from "@flightdeck/contract";
import type { Book, KeptAutomation } from "./book.ts";
import type { World } from "./checks.ts";
import type { Known } from "./tomlWrite.ts";

/** One that is to be made. */
export interface NewAutomation {
  readonly content: AutomationContent;
  readonly paused?: boolean;
  /** Where an agent proposed it. */
  readonly proposedIn?: ThreadId;
  /** For those that others of the same call come after. */
  readonly id?: AutomationId;
  /** Where it stands, for what is said of it: 'line 3, "Nightly"'. */
  readonly standsAt?: string;
}

/** What is ready to be kept. */
export interface PreparedAutomations {
  readonly ids: readonly AutomationId[];
  /** Keeps all, in the caller's transaction. Throws what `create` throws. */
  put(): void;
  /** They are kept: whoever watches hears of them, and schedules begin to count. */
  tell(): Promise<void>;
}

/** Something that happened: each of its projects gets one run for it, ever. */
export interface Firing {
  readonly causeKey: string;
  readonly cause: RunCause;
  readonly dueAt: number;
  /** Some of its projects; without it all. */
  readonly projectIds?: readonly ProjectId[];
  /** It is put on record and never begins. */
  readonly state?: "missed" | "skipped";
  /** Why it never begins, or begins late. */
  readonly reason?: string;
}

/** Prompts that run without being asked, and the record of what became of each due time. */
export interface Automations {
  /** Schedules count from now on: in a host that stays. Never fails; what goes wrong is reported. */
  begin(): Promise<void>;
  /** Looks at due times now; settles when they are on record. */
  look(): Promise<void>;
  list(): Promise<readonly AutomationRow[]>;
  /** All of them as they are kept. */
  kept(): readonly KeptAutomation[];
  /** Throws `automation_not_found`. */
  get(automationId: AutomationId): KeptAutomation;
  allPaused(): boolean;
  watch(signal: AbortSignal): AsyncGenerator<AutomationsEvent, void, void>;
  watchRuns(of: RunsOf, signal: AbortSignal): AsyncGenerator<RunsEvent, void, void>;
  /** All that have not ended, however many records are newer; then each change of any run. */
  watchOpenRuns(signal: AbortSignal): AsyncGenerator<RunsEvent, void, void>;
  /** Throws `run_not_found`. */
  earlierRuns(of: RunsOf & { readonly before: RunId }): readonly Run[];
  preview(trigger: Trigger, automationId?: AutomationId): Promise<TriggerPreview>;
  /** Makes all or none. Throws `automation_invalid`, `project_not_found`, `thread_not_found`. */
  create(wanted: readonly NewAutomation[]): Promise<readonly AutomationId[]>;
  /** The same for a caller who writes it along with something else. */
  prepare(wanted: readonly NewAutomation[]): Promise<PreparedAutomations>;
  /**
   * Throws `automation_not_found` and what `create` throws; `automation_changed` when it was changed after `since`, as far
   * as that is said.
   */
  update(automationId: AutomationId, content: AutomationContent, since?: number): Promise<void>;
  /** Throws `automation_not_found`. */
  delete(automationId: AutomationId): Promise<void>;
  setPaused(automationId: AutomationId, paused: boolean): Promise<void>;
  setAllPaused(paused: boolean): Promise<void>;
  /** What its trigger saw last. Joins the caller's transaction. */
  setSeen(automationId: AutomationId, seen: string | undefined): void;
  setTokenHash(automationId: AutomationId, tokenHash: string | undefined): void;
  /** The projects that get a run each; undefined stands for a run without one. */
  targets(automation: KeptAutomation): readonly (ProjectId | undefined)[];
  /** Why what it waits for cannot be watched, in plain words; not kept. */
  setProblem(automationId: AutomationId, problem: string | undefined): void;
  /** Records runs that begin now. Throws `automation_not_found`, `automation_busy`, `automation_invalid`. */
  run(automationId: AutomationId, options?: { readonly dry?: boolean }): readonly RunId[];
  /** Some as a TOML file's text, or all. Throws `automation_not_found`. */
  exported(automationIds?: readonly AutomationId[]): { readonly fileName: string; readonly text: string };
  /** Makes what a TOML file says, paused, all or none. Throws `automation_invalid`, `project_not_found`. */
  imported(text: string): Promise<readonly AutomationId[]>;
  /** Records what an event asks for; what has its record already, and everything while paused, is let go. */
  fire(automationId: AutomationId, firing: Firing): readonly Run[];
  /** A run's record was put: those who watch are told, and when it ended, what comes after it begins. */
  changed(run: Run): void;
  /** Tells when automations were made, changed, removed or paused. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface RunsOf {
  readonly automationId?: AutomationId | undefined;
  readonly limit: number;
}

export interface AutomationsOptions {
  readonly book: Book;
  readonly world: World;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
  readonly later: (run: () => void, milliseconds: number) => () => void;
  readonly breathe: () => Promise<void>;
  readonly timeZone: () => string;
  readonly spreadMinutes: () => number;
  /** There are runs that may begin. */
  readonly kick: () => void;
  /** What the names in a file stand for. */
  readonly projects: () => Known["projects"];
  readonly userHome: string;
  readonly report: (message: string, error: unknown) => void;
}

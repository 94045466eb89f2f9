import type { ItemId, ProjectId, ThreadId } from "@flightdeck/contract";
import type { SandboxedProcess } from "../sandbox/index.ts";

/** A command that a thread wants to run. */
export interface Work {
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly itemId?: ItemId;
  /** As a person would type it. */
  readonly command: string;
  readonly cwd: string;
  /** Taken for heavy until it has run once. */
  readonly heavy?: boolean;
}

/** A command from the moment it was asked for: it may wait for the machine before there is a process. */
export interface MachineProcess extends SandboxedProcess {
  /** When it was asked for; once it runs, when it started. */
  readonly startedAt: number;
  /** Its place in the line, 1 is next; undefined once it started or was ended. */
  readonly place: number | undefined;
  /** Hands on each new place, and undefined when there is none any more. Returns how to end it. */
  onPlace(listener: (place: number | undefined) => void): () => void;
  /** Settles when it started, or was ended before it could. Never rejects. */
  readonly started: Promise<void>;
  /** The call that started it no longer waits for it. */
  toBackground(): void;
}

/** Starts commands when the machine has room for them. */
export interface CommandRunner {
  /** `spawn` is called at once for a light command, later for a heavy one. Contract: does not throw unless `spawn` does at once. */
  start(work: Work, spawn: () => SandboxedProcess): MachineProcess;
}

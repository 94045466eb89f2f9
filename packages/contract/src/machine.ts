import { z } from "zod";
import { command, output, watch } from "./define.ts";
import { type ItemId, type ProjectId, ThreadId } from "./ids.ts";

/** A command of a thread that runs, or waits until the machine has room for it. */
export interface RunningCommand {
  /** Stable while it lives; unique over all threads. */
  readonly id: string;
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly itemId?: ItemId;
  readonly command: string;
  readonly cwd: string;
  readonly state: "queued" | "running";
  /** With queued: its place in the line; 1 is next. */
  readonly place?: number;
  /** It outlived the call that started it. */
  readonly background: boolean;
  readonly weight: "light" | "heavy";
  /** When it was asked for; once it runs, when it started. */
  readonly startedAt: number;
  /** Of one core, over the last look, with everything it started. */
  readonly cpuPercent: number;
  /** Its own memory and that of everything it started; files that it read do not count. */
  readonly memoryBytes: number;
}

/** How much of the machine the commands of all threads use. */
export interface MachineUse {
  readonly commands: readonly RunningCommand[];
  readonly cores: number;
  readonly memoryBytes: number;
  readonly availableBytes: number;
  /** How limits are kept: cgroups, or priorities and watching. */
  readonly confinedBy: "cgroup" | "priority";
}

/** Limits over the commands of all threads together. */
export const MachineSettings = z.object({
  /** Heavy commands (builds, test suites) that run at once; by default half the cores, at least one. */
  heavyCommands: z.int().min(1).max(64).optional(),
  /** Percent of all cores that commands may use together. */
  cpuPercent: z.int().min(10).max(100).default(90),
  /** Percent of the memory that commands may use together. */
  memoryPercent: z.int().min(10).max(95).default(75),
});
export type MachineSettings = z.infer<typeof MachineSettings>;

export const machine = {
  /** The whole picture at each change, at most twice a second, and only while somebody watches. */
  watch: watch({ input: z.object({}), event: output<MachineUse>() }),
  /** Ends a command and all it started. */
  stop: command({
    input: z.object({ threadId: ThreadId, id: z.string().max(100) }),
    output: output<void>(),
    errors: ["process_not_found"],
  }),
};

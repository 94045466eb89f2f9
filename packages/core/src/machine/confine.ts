import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { signalProcess } from "../sandbox/index.ts";
import { type ControlGroups, type GroupLimits, openControlGroups } from "./controlGroups.ts";

/** How the system is told what a command may use. Nothing in it throws or rejects. */
export interface Confinement {
  readonly kind: "cgroup" | "priority";
  /** Every command, at its start: where the system itself runs out of memory, it ends commands before the host. */
  begin(pid: number): void;
  /** A command that works for long gives way to the screen, the host and light commands, and stays below the limits. */
  weighDown(id: string, pids: readonly number[]): void;
  kill(pid: number): void;
  /** Changed limits reach what runs. */
  limit(limits: GroupLimits): void;
  /** The command is gone: whatever left its tree ends with it. */
  end(id: string): void;
  close(): void;
}

/** Nice values of light and heavy work: the screen's 0 goes before both. */
const HEAVY_NICE = 10;

export function openConfinement(given: { readonly groups?: ControlGroups | undefined } = {}): Confinement {
  const groups = "groups" in given ? given.groups : openControlGroups();
  return {
    kind: groups === undefined ? "priority" : "cgroup",
    begin: (pid) => preferToEnd(pid),
    weighDown: (id, pids) => {
      for (const pid of pids) giveWay(pid);
      groups?.put(id, pids);
    },
    kill: (pid) => void signalProcess(pid, "SIGKILL"),
    limit: (limits) => groups?.limit(limits),
    end: (id) => groups?.end(id),
    close: () => groups?.close(),
  };
}

function giveWay(pid: number): void {
  try {
    setPriority(pid, HEAVY_NICE);
  } catch {
    // It ended meanwhile.
  }
}

function preferToEnd(pid: number): void {
  if (process.platform !== "linux") return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "500");
  } catch {
    // It ended meanwhile.
  }
}

import type { MachineMemory } from "./memory.ts";

/** What the guard knows of a command that runs. */
export interface Guarded {
  readonly id: string;
  readonly memoryBytes: number;
  readonly startedAt: number;
  /** It was told to end before; its memory is on its way back. */
  readonly stopping: boolean;
}

export interface Offender {
  readonly id: string;
  /** machine: the system would begin to swap; limit: the commands together use more than they may. */
  readonly cause: "machine" | "limit";
}

/** So much the system and the person's other programs keep. */
export function reserveOf(totalBytes: number): number {
  return Math.min(2 ** 31, Math.max(totalBytes * 0.06, Math.min(256 << 20, totalBytes * 0.2)));
}

/** Stalls beside little memory mean that the system is swapping already. */
const STALLED_PERCENT = 20;

/**
 * Who must end so that nobody swaps: of the large ones the youngest, until the rest has room. What is too small to help
 * is left alone.
 */
export function offenders(
  commands: readonly Guarded[],
  memory: MachineMemory,
  limitBytes: number,
): readonly Offender[] {
  const stopped: Offender[] = [];
  const rest = commands.filter(({ stopping }) => !stopping);
  const leaving = commands.filter(({ stopping }) => stopping).reduce((sum, command) => sum + command.memoryBytes, 0);
  let available = memory.availableBytes + leaving;
  let used = rest.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  const reserve = reserveOf(memory.totalBytes);
  const wanted = memory.stalledPercent >= STALLED_PERCENT ? reserve * 2 : reserve;
  while (available < wanted || used > limitBytes) {
    const victim = youngestOfLarge(rest);
    // Other programs of the person use the memory: ending a small command would give nothing back.
    if (victim === undefined || (used <= limitBytes && victim.memoryBytes < reserve / 4)) break;
    rest.splice(rest.indexOf(victim), 1);
    stopped.push({ id: victim.id, cause: used > limitBytes ? "limit" : "machine" });
    available += victim.memoryBytes;
    used -= victim.memoryBytes;
  }
  return stopped;
}

function youngestOfLarge(commands: readonly Guarded[]): Guarded | undefined {
  const largest = Math.max(0, ...commands.map(({ memoryBytes }) => memoryBytes));
  return commands
    .filter(({ memoryBytes }) => memoryBytes > 0 && memoryBytes >= largest / 2)
    .toSorted((a, b) => b.startedAt - a.startedAt || b.memoryBytes - a.memoryBytes)[0];
}

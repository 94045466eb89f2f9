import { readdirSync, readFileSync } from "node:fs";

// What /proc tells of processes. Linux only.

/** Clock ticks a second, as `getconf CLK_TCK` has it on every Linux that runs this. */
const TICKS = 100;

/** The fields of a process behind its name, which stands in brackets and may hold anything; none once it has ended. */
function fieldsOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

/** The parent of every process. */
function parents(): ReadonlyMap<number, number> {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return new Map(
    pids.flatMap((pid) => {
      const parent = fieldsOf(pid)[1];
      return parent === undefined ? [] : [[pid, Number(parent)] as const];
    }),
  );
}

/** The processes below one, at any depth. */
export function processesBelow(root: number): readonly number[] {
  const parentOf = parents();
  const isBelow = (pid: number): boolean => {
    for (let at = parentOf.get(pid); at !== undefined && at > 0; at = parentOf.get(at)) if (at === root) return true;
    return false;
  };
  return [...parentOf.keys()].filter(isBelow);
}

/** The processor's seconds that a process and all below it took, those that have ended among them. */
export function treeSeconds(root: number): number {
  const ticks = (pid: number) =>
    fieldsOf(pid)
      .slice(11, 15)
      .reduce((sum, field) => sum + Number(field), 0);
  return [root, ...processesBelow(root)].reduce((sum, pid) => sum + ticks(pid), 0) / TICKS;
}

/** Grows with every child of a process that ends: even one that does nothing faults in its pages. */
export const reapedFaults = (pid: number): number => Number(fieldsOf(pid)[8] ?? 0);

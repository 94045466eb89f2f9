import { readdirSync, readFileSync } from "node:fs";

/** The parent of every process, as /proc tells it. */
function parents(): ReadonlyMap<number, number> {
  const map = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      // The command's name stands in brackets and may hold anything; the parent is the second field after it.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      map.set(pid, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  return map;
}

function proportionalKilobytes(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Proportional memory of one process, in megabytes. Linux only. */
export const processMemory = (pid: number): number => proportionalKilobytes(pid) / 1024;

/** Proportional memory of a process and all below it, in megabytes. Linux only. */
export function treeMemory(root: number): number {
  const parentOf = parents();
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 0; at = parentOf.get(at))
      if (at === root) return true;
    return false;
  };
  return [...parentOf.keys()].filter(isBelow).reduce((sum, pid) => sum + proportionalKilobytes(pid), 0) / 1024;
}

/** Samples the memory of a process and all below it until it is disposed of; `peak` is the most it was. */
export function watchMemory(root: number, everyMs = 100): { readonly peak: () => number } & Disposable {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, treeMemory(root))), everyMs);
  return { peak: () => peak, [Symbol.dispose]: () => clearInterval(timer) };
}

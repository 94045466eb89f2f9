import { readFileSync } from "node:fs";
import { processesBelow } from "./processes.ts";

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
  return [root, ...processesBelow(root)].reduce((sum, pid) => sum + proportionalKilobytes(pid), 0) / 1024;
}

/** Samples the memory of a process and all below it until it is disposed of; `peak` is the most it was. */
export function watchMemory(root: number, everyMs = 100): { readonly peak: () => number } & Disposable {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, treeMemory(root))), everyMs);
  return { peak: () => peak, [Symbol.dispose]: () => clearInterval(timer) };
}

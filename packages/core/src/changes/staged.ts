import type { Chosen, Script, Step } from "./script.ts";
import { joinLines } from "./lines.ts";
import { withChosen } from "./script.ts";

/** Lines with more ways through them than this are given up: nobody staged a file like that by choice of lines. */
const mostStates = 2_000_000;

export interface Versions {
  /** From HEAD to the files on disk, as git would store them. */
  readonly script: Script;
  readonly head: readonly string[];
  readonly work: readonly string[];
}

/**
 * Which lines of the uncommitted changes are staged, such that HEAD with them is exactly what the index holds. Undefined
 * when there is no such choice: the index has lines that are in neither version. Of equal lines side by side the first count.
 */
export function findStaged(versions: Versions, index: readonly string[]): Chosen | undefined {
  return search(versions, index, (line, text) => line === text) ?? search(versions, index, isEnded);
}

type Matches = (line: string | undefined, text: string) => boolean;

/** A line that ended a file without a line feed has one when it no longer stands last. */
const isEnded: Matches = (line, text) =>
  line === text || (line !== undefined && !text.endsWith("\n") && (line === `${text}\n` || line === `${text}\r\n`));

function search({ script, head, work }: Versions, index: readonly string[], matches: Matches): Chosen | undefined {
  const textOf = (step: Step): string => (step.kind === "added" ? work[step.new - 1] : head[step.old - 1]) ?? "";
  // From the end, so that the way is then walked from the start: which lines of the index are left for which steps.
  const left: (readonly number[])[] = [[index.length]];
  let states = 0;
  for (const step of script.toReversed()) {
    const from = left.at(-1) ?? [];
    const taken = from.filter((at) => matches(index[at - 1], textOf(step))).map((at) => at - 1);
    const next = step.kind === "context" ? taken : [...new Set([...from, ...taken])];
    states += next.length;
    if (next.length === 0 || states > mostStates) return undefined;
    left.push(next);
  }
  if (left.at(-1)?.includes(0) !== true) return undefined;
  const removed = new Set<number>();
  const added = new Set<number>();
  let at = 0;
  for (const [i, step] of script.entries()) {
    const after = left[script.length - 1 - i] ?? [];
    const canTake = after.includes(at + 1) && matches(index[at], textOf(step));
    const canPass = step.kind !== "context" && after.includes(at);
    const take = canTake && (step.kind !== "removed" || !canPass);
    if (take) at += 1;
    if (step.kind === "removed" && !take) removed.add(step.old);
    if (step.kind === "added" && take) added.add(step.new);
  }
  const staged = { removed, added };
  return joinLines(withChosen(script, head, work, staged)) === index.join("") ? staged : undefined;
}

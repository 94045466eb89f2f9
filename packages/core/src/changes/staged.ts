import type { Chosen, Script } from "./script.ts";
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
 * when there is no such choice: the index has lines that are in neither version.
 */
export function findStaged({ script, head, work }: Versions, index: readonly string[]): Chosen | undefined {
  const reached: (readonly number[])[] = [[0]];
  let states = 0;
  for (const step of script) {
    const from = reached.at(-1) ?? [];
    const text = (step.kind === "added" ? work[step.new - 1] : head[step.old - 1]) ?? "";
    const taken = from.filter((at) => isLine(index[at], text)).map((at) => at + 1);
    const next = step.kind === "context" ? taken : [...new Set([...from, ...taken])];
    states += next.length;
    if (next.length === 0 || states > mostStates) return undefined;
    reached.push(next);
  }
  if (reached.at(-1)?.includes(index.length) !== true) return undefined;
  const staged = walkBack({ script, head, work }, index, reached);
  return joinLines(withChosen(script, head, work, staged)) === index.join("") ? staged : undefined;
}

/** Of several ways the one in which the fewest of the last lines are staged. */
function walkBack(
  { script, head, work }: Versions,
  index: readonly string[],
  reached: readonly (readonly number[])[],
): Chosen {
  const removed = new Set<number>();
  const added = new Set<number>();
  let at = index.length;
  for (let i = script.length - 1; i >= 0; i -= 1) {
    const step = script[i];
    const before = reached[i] ?? [];
    if (step === undefined) continue;
    const text = (step.kind === "added" ? work[step.new - 1] : head[step.old - 1]) ?? "";
    const canTake = before.includes(at - 1) && isLine(index[at - 1], text);
    const canPass = step.kind !== "context" && before.includes(at);
    const take = step.kind === "added" ? !canPass : canTake;
    if (take) at -= 1;
    if (step.kind === "removed" && !take) removed.add(step.old);
    if (step.kind === "added" && take) added.add(step.new);
  }
  return { removed, added };
}

/** A line that ended a file without a line feed gets one when it no longer stands last. */
const isLine = (line: string | undefined, text: string): boolean =>
  line === text || (line !== undefined && !text.endsWith("\n") && (line === `${text}\n` || line === `${text}\r\n`));

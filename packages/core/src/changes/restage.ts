import { findStaged, type Versions } from "./staged.ts";
import { type Chosen, inverse, isNothing, placesIn, type Script, type Step, withChosen } from "./script.ts";
import { takeBack } from "./takeBack.ts";

export interface Restage {
  readonly versions: Versions;
  readonly index: readonly string[];
  /** Of the changes from HEAD to the files on disk. */
  readonly chosen: Chosen;
  readonly to: "staged" | "unstaged";
  /** Diffs of the index; only asked for when it holds lines that are in neither version. */
  readonly around: () => Promise<Around>;
}

export interface Around {
  /** From HEAD to the index. */
  readonly fromHead: Script;
  /** From the index to the files on disk. */
  readonly toWork: Script;
}

/**
 * The index's lines with the chosen ones staged, or staged no longer, and everything else as it is there. Undefined when
 * the index holds other lines in their place, of which only a part would go.
 */
export async function restage(request: Restage): Promise<readonly string[] | undefined> {
  const { versions, index, chosen, to } = request;
  const staged = findStaged(versions, index);
  if (staged === undefined) return restageAround(request, await request.around());
  const { script, head, work } = versions;
  const joined = (key: "removed" | "added"): ReadonlySet<number> =>
    new Set(
      to === "staged" ? [...staged[key], ...chosen[key]] : [...staged[key]].filter((line) => !chosen[key].has(line)),
    );
  return withChosen(script, head, work, { removed: joined("removed"), added: joined("added") });
}

/** By the index's own diffs: lines staged in a version of their own, changed on disk since, go with the change around them. */
function restageAround(
  { versions: { head, work }, index, chosen, to }: Restage,
  { fromHead, toWork }: Around,
): readonly string[] | undefined {
  const headIn = placesIn(fromHead, head.length, index.length);
  const workIn = placesIn(inverse(toWork), work.length, index.length);
  const inIndex = (places: Int32Array, lines: ReadonlySet<number>) =>
    new Set([...lines].map((line) => places[line] ?? -1).filter((place) => place > 0));
  const inWork = new Set(workIn);
  const ofHead = new Set(headIn);
  if (to === "staged") {
    const asked = {
      removed: inIndex(headIn, chosen.removed),
      added: new Set([...chosen.added].filter((line) => (workIn[line] ?? -1) < 0)),
    };
    const whole = withOwnLines(toWork, asked, (step) => step.kind === "removed" && !ofHead.has(step.old));
    return whole && withChosen(toWork, index, work, whole);
  }
  const asked = {
    removed: new Set([...chosen.removed].filter((line) => (headIn[line] ?? -1) < 0)),
    added: inIndex(workIn, chosen.added),
  };
  const whole = withOwnLines(fromHead, asked, (step) => step.kind === "added" && !inWork.has(step.new));
  const places = Int32Array.from({ length: index.length + 2 }, (_, line) => line);
  return whole && takeBack({ script: fromHead, chosen: whole, before: head, present: index, places });
}

/** Adds lines that only the index has where everything around them is asked for; undefined where only a part of it is. */
function withOwnLines(script: Script, asked: Chosen, isOwn: (step: Step) => boolean): Chosen | undefined {
  const removed = new Set(asked.removed);
  const added = new Set(asked.added);
  const isAsked = ({ kind, old, new: now }: Step): boolean =>
    kind === "removed" ? asked.removed.has(old) : kind === "added" && asked.added.has(now);
  let found = 0;
  for (const steps of runsOf(script)) {
    if (!steps.some(isAsked)) continue;
    const own = steps.filter(isOwn);
    found += steps.filter(isAsked).length;
    if (own.length === 0) continue;
    if (!steps.every((step) => isOwn(step) || isAsked(step))) return undefined;
    for (const step of own)
      (step.kind === "removed" ? removed : added).add(step.kind === "removed" ? step.old : step.new);
  }
  // A line that is asked for but is no change here stands in another place than the diff says.
  const complete = found === asked.removed.size + asked.added.size;
  return complete || isNothing(asked) ? { removed, added } : undefined;
}

function* runsOf(script: Script): Generator<readonly Step[]> {
  let run: Step[] = [];
  for (const step of script) {
    if (step.kind !== "context") {
      run.push(step);
    } else if (run.length > 0) {
      yield run;
      run = [];
    }
  }
  if (run.length > 0) yield run;
}

import type { Chosen, Script, Step } from "./script.ts";

export interface TakeBack {
  /** From the version before the change to the version after it. */
  readonly script: Script;
  readonly chosen: Chosen;
  /** The lines before the change, in the form in which the present file has its own. */
  readonly before: readonly string[];
  /** The present file. */
  readonly present: readonly string[];
  /** Where each line of the version after the change is in the present file, as `placesIn` tells. */
  readonly places: Int32Array;
}

/**
 * The present file without the chosen changes: their added lines are gone, their removed lines are back. Undefined when
 * later changes touch the same lines; every other line stays as it is.
 */
export function takeBack({ script, chosen, before, present, places }: TakeBack): readonly string[] | undefined {
  const dropped = new Set<number>();
  /** Lines that come back, by the line of the present file that they follow. */
  const back = new Map<number, string[]>();
  for (const { steps, head, tail } of changesIn(script, places.length - 1)) {
    const isChosen = steps.map((step) => chosenStep(step, chosen));
    if (!isChosen.includes(true)) continue;
    const goes = steps
      .filter((step, at) => step.kind === "added" && isChosen[at])
      .map((step) => placeOf(places, step.new));
    // Lines that stood together and no longer do: something was put between them since.
    if (goes.includes(-1) || !standTogether(steps, places, chosen)) return undefined;
    for (const place of goes) dropped.add(place);
    const below = nextAdded(steps, tail);
    let previous = head;
    for (const [at, step] of steps.entries()) {
      if (step.kind === "added") {
        previous = step.new;
        continue;
      }
      if (!isChosen[at]) continue;
      const after = anchor(places, { previous, next: below[at] ?? tail, dropped });
      if (after === undefined) return undefined;
      const lines = back.get(after) ?? [];
      lines.push(before[step.old - 1] ?? "");
      back.set(after, lines);
    }
  }
  return [
    ...(back.get(0) ?? []),
    ...present.flatMap((line, at) => [...(dropped.has(at + 1) ? [] : [line]), ...(back.get(at + 1) ?? [])]),
  ];
}

interface ChangeSteps {
  readonly steps: readonly Step[];
  /** The lines of the version after the change that stand around it. */
  readonly head: number;
  readonly tail: number;
}

function* changesIn(script: Script, end: number): Generator<ChangeSteps> {
  let head = 0;
  let steps: Step[] = [];
  for (const step of script) {
    if (step.kind !== "context") {
      steps.push(step);
      continue;
    }
    if (steps.length > 0) yield { steps, head, tail: step.new };
    steps = [];
    head = step.new;
  }
  if (steps.length > 0) yield { steps, head, tail: end };
}

/** For each step the added line that follows it, or the line behind all of them. */
function nextAdded(steps: readonly Step[], tail: number): readonly number[] {
  let next = tail;
  return steps
    .toReversed()
    .map((step) => {
      if (step.kind === "added") next = step.new;
      return next;
    })
    .toReversed();
}

const chosenStep = (step: Step, { removed, added }: Chosen): boolean =>
  step.kind === "removed" ? removed.has(step.old) : step.kind === "added" && added.has(step.new);

const placeOf = (places: Int32Array, line: number): number => places[line] ?? -1;

/** Whether nothing came between the chosen added lines of a change, and what stands between them is as it was. */
function standTogether(steps: readonly Step[], places: Int32Array, { added }: Chosen): boolean {
  const lines = steps.filter((step) => step.kind === "added" && added.has(step.new)).map((step) => step.new);
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return true;
  return placeOf(places, last) - placeOf(places, first) === last - first;
}

/** Behind which line of the present file a removed line comes back; undefined when that place was changed. */
function anchor(
  places: Int32Array,
  {
    previous,
    next,
    dropped,
  }: { readonly previous: number; readonly next: number; readonly dropped: ReadonlySet<number> },
): number | undefined {
  const above = placeOf(places, previous);
  const below = placeOf(places, next);
  if (above >= 0 && below === above + 1) return above;
  if (dropped.has(above)) return above;
  return dropped.has(below) ? below - 1 : undefined;
}

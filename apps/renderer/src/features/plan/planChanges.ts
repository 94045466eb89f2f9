import type { PlanContent } from "@flightdeck/contract";
import type { Node } from "prosemirror-model";
import { commonRow, compareWords, type Part } from "./compare.ts";
import { idOf, linesIn, stepsIn, titleIn } from "./document.ts";

/** What the person changed of what was proposed. */
export interface PlanChanges {
  readonly title: readonly Part[] | undefined;
  /** By the lines of the document that are not as they were; lines that are gone stand before one of them, or last. */
  readonly lines: ReadonlyMap<number, readonly Part[]>;
  readonly goneLines: ReadonlyMap<number, readonly string[]>;
  /** By the ids of the steps that are not as they were. */
  readonly steps: ReadonlyMap<string, readonly Part[]>;
  /** Steps that are gone, by the index of the step that they stood before. */
  readonly goneSteps: ReadonlyMap<number, PlanContent["steps"]>;
  /** Steps that stand elsewhere among those that are left, with the place they had. */
  readonly moved: ReadonlyMap<string, number>;
}

const added = (text: string): readonly Part[] => [{ kind: "added", text }];

export function planChanges(proposed: PlanContent, doc: Node): PlanChanges {
  const title = titleIn(doc);
  const placed = stepsIn(doc);
  const ids = placed.map(({ node }) => idOf(node));
  const known = new Map(proposed.steps.map((step, index) => [step.id, { step: step.step, place: index + 1 }]));
  const steps = new Map<string, readonly Part[]>();
  for (const { node } of placed) {
    const before = known.get(idOf(node))?.step;
    const words = node.textContent;
    if (before === undefined ? words.trim() !== "" : before !== words.trim())
      steps.set(idOf(node), before === undefined ? added(words) : compareWords(before, words));
  }
  const goneSteps = new Map<number, PlanContent["steps"]>();
  let next = 0;
  for (const step of proposed.steps) {
    const at = ids.indexOf(step.id);
    if (at >= 0) next = at + 1;
    else goneSteps.set(next, [...(goneSteps.get(next) ?? []), step]);
  }
  const stay = proposed.steps.map(({ id }) => id).filter((id) => ids.includes(id));
  const now = ids.filter((id) => known.has(id));
  const inOrder = new Set(commonRow(stay, now).map(([, index]) => now[index]));
  const moved = new Map(now.filter((id) => !inOrder.has(id)).map((id) => [id, known.get(id)?.place ?? 0]));
  return {
    title: title.trim() === proposed.title.trim() ? undefined : compareWords(proposed.title, title),
    ...lineChanges(proposed.text.split(/\r\n?|\n/), linesIn(doc)),
    steps,
    goneSteps,
    moved,
  };
}

/** Of a changed stretch the lines are compared one by one, in their order. */
function lineChanges(before: readonly string[], after: readonly string[]): Pick<PlanChanges, "lines" | "goneLines"> {
  const lines = new Map<number, readonly Part[]>();
  const goneLines = new Map<number, readonly string[]>();
  let [at, to] = [0, 0];
  for (const [left, right] of [...commonRow(before, after), [before.length, after.length] as const]) {
    for (; to < right; to++, at++)
      lines.set(to, at < left ? compareWords(before[at] ?? "", after[to] ?? "") : added(after[to] ?? ""));
    if (at < left) goneLines.set(right, before.slice(at, left));
    [at, to] = [left + 1, right + 1];
  }
  return { lines, goneLines };
}

/** Whether anything is not as it was proposed. */
export const hasChanges = ({ title, lines, goneLines, steps, goneSteps, moved }: PlanChanges): boolean =>
  title !== undefined || [lines, goneLines, steps, goneSteps, moved].some(({ size }) => size > 0);

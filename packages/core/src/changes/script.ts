import type { Replacement } from "../git/index.ts";

/** Lines of a diff: numbers of the old version that are removed, and of the new one that are added, from 1. */
export interface Chosen {
  readonly removed: ReadonlySet<number>;
  readonly added: ReadonlySet<number>;
}

/** One line of a diff. Its numbers count from 1; a removed line has no new one, an added line no old one: 0. */
export interface Step {
  readonly kind: "context" | "removed" | "added";
  readonly old: number;
  readonly new: number;
}

/** All lines of both versions in the order in which any choice of them makes a file. */
export type Script = readonly Step[];

/**
 * The script of a diff. Within a change each added line stands behind the removed line that it is shown beside, so that
 * a choice of some lines of a change puts them in the place of those they replace.
 */
export function scriptOf(oldLines: number, newLines: number, replacements: readonly Replacement[]): Script {
  const steps: Step[] = [];
  let old = 1;
  let now = 1;
  const context = (until: number): void => {
    while (old < until) steps.push({ kind: "context", old: old++, new: now++ });
  };
  for (const replaced of replacements) {
    context(replaced.old.count === 0 ? replaced.old.start + 1 : replaced.old.start);
    const most = Math.max(replaced.old.count, replaced.new.count);
    for (let i = 0; i < most; i += 1) {
      if (i < replaced.old.count) steps.push({ kind: "removed", old: old++, new: 0 });
      if (i < replaced.new.count) steps.push({ kind: "added", old: 0, new: now++ });
    }
  }
  context(oldLines + 1);
  if (now !== newLines + 1) throw new Error("a diff does not fit its files");
  return steps;
}

/** The file that has the chosen changes of the old version, and no others. */
export function withChosen(script: Script, old: readonly string[], now: readonly string[], chosen: Chosen): string[] {
  return script.flatMap((step) => {
    switch (step.kind) {
      case "context":
        return old[step.old - 1] ?? [];
      case "removed":
        return chosen.removed.has(step.old) ? [] : (old[step.old - 1] ?? []);
      case "added":
        return chosen.added.has(step.new) ? (now[step.new - 1] ?? []) : [];
    }
  });
}

/** Every changed line of a script. */
export function allOf(script: Script): Chosen {
  const numbers = (kind: "removed" | "added", side: "old" | "new") =>
    new Set(script.filter((step) => step.kind === kind).map((step) => step[side]));
  return { removed: numbers("removed", "old"), added: numbers("added", "new") };
}

export const isNothing = ({ removed, added }: Chosen): boolean => removed.size === 0 && added.size === 0;

/** Whether every changed line is chosen. */
export const isAll = (script: Script, chosen: Chosen): boolean =>
  script.every((step) => {
    switch (step.kind) {
      case "context":
        return true;
      case "removed":
        return chosen.removed.has(step.old);
      case "added":
        return chosen.added.has(step.new);
    }
  });

/** Whether the chosen lines are changed lines of the script, all of them. */
export function isOf(script: Script, chosen: Chosen): boolean {
  const all = allOf(script);
  return (
    [...chosen.removed].every((line) => all.removed.has(line)) && [...chosen.added].every((line) => all.added.has(line))
  );
}

/** Where each line of the old version is in the new one, -1 for one that is gone. Place 0 is the head, the last one the end. */
export function placesIn(script: Script, oldLines: number, newLines: number): Int32Array {
  const places = new Int32Array(oldLines + 2).fill(-1);
  places[0] = 0;
  places[oldLines + 1] = newLines + 1;
  for (const step of script) if (step.kind === "context") places[step.old] = step.new;
  return places;
}

/** The same diff, seen from its new version. */
export const inverse = (script: Script): Script =>
  script.map(({ kind, old, new: now }) => ({
    kind: kind === "context" ? kind : kind === "added" ? "removed" : "added",
    old: now,
    new: old,
  }));

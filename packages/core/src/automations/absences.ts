import type { ClockWords } from "./clockWords.ts";

/** A time in which nothing could begin. */
export interface Absence {
  readonly kind: "closed" | "asleep";
  readonly from: number;
  readonly until: number;
}

/** Why a due time was missed: "Flightdeck was closed until 08:05". */
export function absenceWords(
  absences: readonly Absence[],
  dueAt: number,
  { timeZone, clockWords }: { readonly timeZone: string; readonly clockWords: ClockWords },
): string {
  const absence = absences.findLast(({ from, until }) => from < dueAt && dueAt <= until);
  if (absence === undefined) return "Flightdeck could not begin it in time";
  const who = absence.kind === "closed" ? "Flightdeck was closed" : "The machine was asleep";
  return `${who} until ${clockWords(absence.until, timeZone, dueAt)}`;
}

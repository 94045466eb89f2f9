import type { ReadProgress } from "@flightdeck/contract";

const count = (number: number): string => number.toLocaleString("en");

/** How far a thread is read, in full: "3 of 12 hunks read, 2 changed since you looked". */
export function progressWords({ hunks, read, fresh }: ReadProgress): string {
  const changed = fresh > 0 ? `, ${count(fresh)} changed since you looked` : "";
  if (read === hunks) return hunks === 1 ? "The hunk is read" : `All ${count(hunks)} hunks read`;
  return `${count(read)} of ${count(hunks)} ${hunks === 1 ? "hunk" : "hunks"} read${changed}`;
}

/** The same where there is little room: what changed since they looked comes before what they never looked at. */
export function shortProgress({ hunks, read, fresh }: ReadProgress): string {
  if (read === hunks) return "all read";
  return fresh > 0 ? `${count(fresh)} new to read` : `${count(read)} of ${count(hunks)} read`;
}

import type { Happening, ThreadId, ThreadRow } from "@flightdeck/contract";

/** What happened in one thread while the person was away. */
export interface AwayLine {
  readonly threadId: ThreadId;
  readonly row: ThreadRow;
  readonly words: string;
}

const waits: Partial<Record<ThreadRow["status"], string>> = {
  waiting_approval: "waits for your approval",
  waiting_answer: "waits for your answer",
  plan_ready: "has a plan for you to read",
};

const order = (row: ThreadRow): number => (waits[row.status] !== undefined ? 0 : row.status === "failed" ? 1 : 2);

/** A line per thread that something happened in: what waits first, then what broke, then the others, the newest first. */
export function awayLines(
  happenings: readonly Happening[],
  rows: ReadonlyMap<ThreadId, ThreadRow>,
  since: number,
): readonly AwayLine[] {
  return [...rows.values()]
    .filter((row) => !row.archived)
    .flatMap((row) => {
      const own = happenings.filter(({ threadId }) => threadId === row.id);
      const words = wordsOf(row, own, since);
      return words === "" ? [] : [{ threadId: row.id, row, words }];
    })
    .toSorted((a, b) => order(a.row) - order(b.row) || b.row.updatedAt - a.row.updatedAt);
}

function wordsOf(row: ThreadRow, own: readonly Happening[], since: number): string {
  const count = (kind: Happening["kind"]) => own.filter((happening) => happening.kind === kind).length;
  const finished = count("finished");
  const landed = own.find((happening) => happening.kind === "landed");
  const failed = own.find((happening) => happening.kind === "failed");
  const parts = [
    row.updatedAt > since ? waits[row.status] : undefined,
    landed && `landed on ${landed.subject}`,
    failed && (row.status === "failed" ? `failed: ${failed.subject}` : "failed once and went on"),
    finished > 0 ? (finished === 1 ? "finished" : `finished ${finished} turns`) : undefined,
    row.status === "running" && row.updatedAt > since ? "works on" : undefined,
    row.status === "interrupted" && count("interrupted") > 0 ? "was stopped" : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

import { setImmediate as letOthersWork } from "node:timers/promises";

/** So many rows, or bytes of them, are worked on before the host does something else. */
const ROWS = 150;
const BYTES = 250_000;

/** A row's place and size, in order. */
export interface Sized {
  readonly place: number;
  readonly bytes: number;
}

/**
 * Goes through rows however many there are without keeping the host from its other work. `next` lists rows behind a
 * place, `work` does what is to be done with those up to the next one; each slice stands for itself.
 */
export async function inSlices(
  next: (after: number, limit: number) => readonly Sized[],
  work: (after: number, until: number) => void,
): Promise<void> {
  let after = 0;
  for (;;) {
    const until = sliceEnd(next(after, ROWS));
    if (until === undefined) return;
    work(after, until);
    after = until;
    await letOthersWork();
  }
}

function sliceEnd(rows: readonly Sized[]): number | undefined {
  let room = BYTES;
  let end: number | undefined;
  for (const { place, bytes } of rows) {
    room -= bytes;
    if (end !== undefined && room < 0) break;
    end = place;
  }
  return end;
}

import { useCallback, useRef } from "react";
import type { LinePoint, LineSelection, ReviewHere } from "./parts.ts";
import type { PlaceStore } from "./place.ts";
import { hunkRef, rowAt, rowsOf, selectRows } from "./rows.ts";
import { changesOf } from "./steps.ts";

/** Selects lines by keyboard: from the change that keys went to, or the first of the file in front, up or down row by row. */
export function useLineKeys(
  { store }: ReviewHere,
  place: PlaceStore,
  reveal: (path: string, point: LinePoint) => void,
): (by: 1 | -1) => void {
  /** Where the selection that was made here began, and the row that moves. */
  const made = useRef<{ readonly selection: LineSelection; readonly from: number; readonly to: number }>(undefined);
  return useCallback(
    (by) => {
      const { selection, cursor, front } = place.getState();
      const path = selection?.path ?? cursor?.path ?? front ?? store.getState().diff?.files[0]?.path;
      const patch = path === undefined ? undefined : store.getState().patches.get(path);
      if (path === undefined || patch === undefined) return;
      const rows = rowsOf(patch.diff);
      const span = (): readonly [number, number] => {
        if (selection === undefined) {
          const start = (cursor?.path === path ? cursor.point : undefined) ?? changesOf(patch)[0];
          const at = start === undefined ? 0 : Math.max(0, rowAt(rows, start));
          return [at, at];
        }
        const known = made.current?.selection === selection ? made.current : undefined;
        const from = known?.from ?? rowAt(rows, by === 1 ? selection.start : selection.end);
        const to = known?.to ?? rowAt(rows, by === 1 ? selection.end : selection.start);
        return [from, Math.min(rows.length - 1, Math.max(0, to + by))];
      };
      const [from, to] = span();
      const next = selectRows(path, rows, from, to);
      const row = rows[to];
      if (next === undefined || row === undefined) return;
      made.current = { selection: next, from, to };
      const hunk = hunkRef(path, patch.diff, row.hunk);
      place.setState({ selection: next, front: path, ...(hunk && { hunk }) });
      const point = [next.start, next.end].find((end) => rowAt(rows, end) === to);
      if (point !== undefined) reveal(path, point);
    },
    [store, place, reveal],
  );
}

import type { DiffFile } from "@flightdeck/contract";
import { useCallback, useEffect, useRef } from "react";
import { useSelect } from "../../app.tsx";
import type { ReviewHere } from "./parts.ts";
import type { PlaceStore } from "./place.ts";
import { hunkRef, rowAt, rowsOf } from "./rows.ts";
import { changesOf, nextStop, type Stop } from "./steps.ts";

/** Goes from change to change over all files. A file whose patch is not there is gone to, and to its change once it comes. */
export function useSteps({
  here,
  place,
  files,
  foldedWhy,
}: {
  readonly here: ReviewHere;
  readonly place: PlaceStore;
  readonly files: readonly DiffFile[];
  readonly foldedWhy: (file: DiffFile) => string | undefined;
}): (by: 1 | -1) => void {
  const { store, show } = here;
  /** The file whose patch is waited for, and from which side it was entered. */
  const waiting = useRef<{ readonly path: string; readonly by: 1 | -1 }>(undefined);
  const patches = useSelect(store, (state) => state.patches);

  const arrive = useCallback(
    (stop: Stop) => {
      const diff = store.getState().patches.get(stop.path)?.diff;
      const rows = diff && stop.point && rowsOf(diff);
      const row = rows && stop.point && rows[rowAt(rows, stop.point)];
      const hunk = diff && row && hunkRef(stop.path, diff, row.hunk);
      place.setState({ cursor: stop, front: stop.path, selection: undefined, ...(hunk && { hunk }) });
      show(stop.path, stop.point);
    },
    [place, show, store],
  );

  const step = useCallback(
    (by: 1 | -1) => {
      const { cursor, front } = place.getState();
      const from = cursor ?? (front === undefined ? undefined : { path: front });
      const stopsOf = (file: DiffFile) => {
        const patch = foldedWhy(file) === undefined ? store.getState().patches.get(file.path) : undefined;
        return patch === undefined ? [] : changesOf(patch);
      };
      const stop = nextStop(files, stopsOf, from, by);
      if (stop === undefined) return;
      const file = files.find(({ path }) => path === stop.path);
      const missing = file !== undefined && foldedWhy(file) === undefined && !store.getState().patches.has(stop.path);
      waiting.current = missing ? { path: stop.path, by } : undefined;
      arrive(stop);
    },
    [files, foldedWhy, store, place, arrive],
  );

  useEffect(() => {
    const { path, by } = waiting.current ?? {};
    const patch = path === undefined ? undefined : patches.get(path);
    if (path === undefined || patch === undefined) return;
    waiting.current = undefined;
    if (place.getState().cursor?.path !== path) return;
    const stops = changesOf(patch);
    const point = by === 1 ? stops[0] : stops.at(-1);
    if (point !== undefined) arrive({ path, point });
  }, [patches, place, arrive]);

  return step;
}

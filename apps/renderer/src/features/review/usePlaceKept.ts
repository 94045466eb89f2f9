import { useEffect, useRef } from "react";
import { copyLines } from "./copyLines.ts";
import type { ReadPatch } from "./patch.ts";
import type { PlaceStore } from "./place.ts";
import type { DiffStyle } from "./prefs.ts";
import { hunkRef, readRange, writeRange } from "./rows.ts";

/**
 * Keeps what the person chose only while it says the same: lines that became others under a selection, or a hunk that is
 * another, are let go of, so that nothing is done to what was not looked at.
 */
export function usePlaceKept(place: PlaceStore, patches: ReadonlyMap<string, ReadPatch>, style: DiffStyle): void {
  const before = useRef(patches);
  useEffect(() => {
    const old = before.current;
    before.current = patches;
    const { selection, hunk } = place.getState();
    if (selection !== undefined && old.get(selection.path) !== patches.get(selection.path)) {
      const [was, is] = [old.get(selection.path), patches.get(selection.path)];
      const again = is && readRange(selection.path, is.diff, writeRange(selection), style);
      const same =
        was !== undefined && again !== undefined && copyLines(was.text, selection) === copyLines(is?.text ?? "", again);
      place.setState({ selection: same ? again : undefined });
    }
    if (hunk !== undefined && old.get(hunk.path) !== patches.get(hunk.path)) {
      const is = patches.get(hunk.path);
      const again = is && hunkRef(hunk.path, is.diff, hunk.index);
      place.setState({ hunk: JSON.stringify(again) === JSON.stringify(hunk) ? again : undefined });
    }
  }, [place, patches, style]);
}

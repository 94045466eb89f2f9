import type { DiffFile } from "@flightdeck/contract";
import { useMemo, useState } from "react";
import { allParts } from "./allParts.ts";
import type { LineAnnotation, LineSelection, MarkedLines } from "./parts.ts";

// The list of parts never changes while the page lives, so hooks may be called for each of them in turn.

/** The same list as before while it holds the same. */
function useKept<Item>(list: readonly Item[]): readonly Item[] {
  const [kept, setKept] = useState(list);
  if (kept.length === list.length && kept.every((item, index) => item === list[index])) return kept;
  setKept(list);
  return list;
}

/** One list out of every part's, with an identity that lasts as long as theirs. */
function useMerged<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const kept = useKept(lists);
  return useMemo(() => kept.flat(), [kept]);
}

const nothing: readonly never[] = [];

/** What stands below lines, of all parts. */
export const useAllAnnotations = (): readonly LineAnnotation[] =>
  useMerged(allParts.map((part) => part.useAnnotations?.() ?? nothing));

/** Which lines carry a mark at the edge, of all parts. */
export const useAllMarkedLines = (): readonly MarkedLines[] =>
  useMerged(allParts.map((part) => part.useMarkedLines?.() ?? nothing));

/** The files that every part lets through. */
export function usePartFilter(files: readonly DiffFile[]): readonly DiffFile[] {
  const filters = useKept(allParts.map((part) => part.useFileFilter?.()));
  return useMemo(() => {
    const asked = filters.filter((filter) => filter !== undefined);
    return asked.length === 0 ? files : files.filter((file) => asked.every((fits) => fits(file)));
  }, [files, filters]);
}

/** What the "+" in the gutter does; undefined where no part wants it. */
export function useOnPlus(): ((selection: LineSelection) => void) | undefined {
  const all = allParts.map((part) => part.useOnPlus?.());
  return all.find((one) => one !== undefined);
}

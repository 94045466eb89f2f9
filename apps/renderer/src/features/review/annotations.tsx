import type { DiffLineAnnotation } from "@pierre/diffs";
import { createContext, Fragment, use } from "react";
import type { LineAnnotation } from "./parts.ts";
import type { ReadPatch } from "./patch.ts";
import { libSide, rowsOf, standsAt } from "./rows.ts";

/** What the library carries for one line: the keys of what stands below it. */
export interface Carried {
  readonly keys: readonly string[];
}

/** All annotations by key, for those that are drawn. */
export const AnnotationsContext = createContext<ReadonlyMap<string, LineAnnotation>>(new Map());

/** Where a file's annotations stand in its patch, one entry per line. */
export function placeAnnotations(
  patch: ReadPatch,
  annotations: readonly LineAnnotation[],
): readonly DiffLineAnnotation<Carried>[] {
  if (annotations.length === 0) return [];
  const rows = rowsOf(patch.diff);
  const lines = new Map<string, { readonly entry: Omit<DiffLineAnnotation<Carried>, "metadata">; keys: string[] }>();
  for (const { key, side, endLine } of annotations) {
    // Line 0 is the file as a whole: it stands above all lines, and where there are none.
    const at = endLine === 0 ? { side, line: 0 } : standsAt(rows, side, endLine);
    if (at === undefined) continue;
    const name = `${at.side}:${at.line}`;
    const there = lines.get(name);
    if (there === undefined) lines.set(name, { entry: { side: libSide(at.side), lineNumber: at.line }, keys: [key] });
    else there.keys.push(key);
  }
  return [...lines.values()].map(({ entry, keys }) => ({ ...entry, metadata: { keys } }));
}

/** Draws what stands below one line. */
export function Annotations({ keys }: Carried) {
  const all = use(AnnotationsContext);
  return (
    <div className="review-annotation">
      {keys.map((key) => (
        <Fragment key={key}>{all.get(key)?.render()}</Fragment>
      ))}
    </div>
  );
}

/** A list's entries by the path they are about. */
export function byPath<Item extends { readonly path: string }>(
  items: readonly Item[],
): ReadonlyMap<string, readonly Item[]> {
  const paths = new Map<string, Item[]>();
  for (const item of items) {
    const there = paths.get(item.path);
    if (there === undefined) paths.set(item.path, [item]);
    else there.push(item);
  }
  return paths;
}

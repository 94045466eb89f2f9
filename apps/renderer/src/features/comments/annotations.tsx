import type { CommentId, ReviewComment } from "@flightdeck/contract";
import { useMemo, useState } from "react";
import { useSelect } from "../../app.tsx";
import { type LineAnnotation, useReview } from "../review/parts.ts";
import { placeFor } from "./Around.tsx";
import { CommentCard } from "./CommentCard.tsx";
import { useComments } from "./context.ts";

/** Comments below their lines. One that is drawn stays the same object while its place does: what is written in it lives on. */
export function useAnnotations(): readonly LineAnnotation[] {
  const { store, places } = useComments();
  const { store: review } = useReview();
  const comments = useSelect(store, (state) => state.comments);
  const placed = useSelect(places, (state) => state);
  const scope = useSelect(review, (state) => state.scope);
  const files = useSelect(review, ({ diff }) => diff?.files);
  const [drawn] = useState(() => new Map<CommentId, LineAnnotation>());
  const list = useMemo(() => {
    const there = new Set(files?.map(({ path }) => path));
    return comments.flatMap((comment): LineAnnotation[] => {
      const annotation = annotationOf(comment);
      if (annotation === undefined || !there.has(annotation.path)) return [];
      const known = drawn.get(comment.id);
      if (known !== undefined && sameAs(known, annotation)) return [known];
      drawn.set(comment.id, annotation);
      return [annotation];
    });

    function annotationOf(comment: ReviewComment): LineAnnotation | undefined {
      const place = placeFor(comment, placed, scope);
      if (place === undefined) return undefined;
      const at =
        place.kind === "lines"
          ? { path: place.path, side: place.side, startLine: place.lines.from, endLine: place.lines.to }
          : { path: comment.path, side: "old" as const, startLine: 1, endLine: 1 };
      return { key: comment.id, ...at, render: () => <CommentCard id={comment.id} /> };
    }
  }, [comments, placed, scope, files, drawn]);
  const [kept, setKept] = useState(list);
  if (kept.length === list.length && kept.every((one, i) => one === list[i])) return kept;
  setKept(list);
  return list;
}

const sameAs = (one: LineAnnotation, other: LineAnnotation): boolean =>
  one.path === other.path &&
  one.side === other.side &&
  one.startLine === other.startLine &&
  one.endLine === other.endLine;

import { type CommentId, type CommentPlace, type DiffScope, type ReviewComment, scopeKey } from "@flightdeck/contract";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { createStore } from "zustand/vanilla";
import { useApp, useSelect } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { useAct } from "../acts/index.ts";
import { takesLetters } from "../review/enter.ts";
import { groupByFolder } from "../review/files.ts";
import { type LineSelection, useReview } from "../review/parts.ts";
import { hunkRef } from "../review/rows.ts";
import { CommentsContext, type CommentsHere, type Places } from "./context.ts";
import { anchorOf, changedLines } from "./quote.ts";
import { inOrder } from "./words.ts";

/** The comments of this review, where they stand in it, and the keys to write them and go through them. */
export function Around({ children }: { readonly children: ReactNode }) {
  const { client, comments, toasts } = useApp();
  const failed = useFailed();
  const { threadId, store: review, place, show, fold, select } = useReview();
  const store = comments.store(threadId);
  useEffect(() => comments.hold(threadId), [comments, threadId]);
  const [places] = useState(() => createStore<Places>(() => new Map()));
  const at = useRef<CommentId>(undefined);

  // Where they stand is asked for when the diff or the comments are others.
  const fingerprint = useSelect(review, ({ diff }) => diff?.fingerprint);
  const scope = useSelect(review, (state) => state.scope);
  const anchored = useSelect(store, (state) =>
    state.comments.flatMap(({ id, state: how }) => (how === "writing" ? [] : [id])).join(" "),
  );
  const loaded = useSelect(store, (state) => state.loaded);
  const scopeName = scopeKey(scope);
  const shown = useRef(scopeName);
  useEffect(() => {
    if (shown.current === scopeName) return;
    shown.current = scopeName;
    places.setState(new Map(), true);
  }, [places, scopeName]);
  useEffect(() => {
    if (!loaded || fingerprint === undefined || store.getState().comments.length === 0) return;
    const life = new AbortController();
    client.comments.places({ threadId, scope: review.getState().scope }, { signal: life.signal }).then(
      (found) => {
        if (!life.signal.aborted) places.setState(new Map(found.map((one) => [one.commentId, one])), true);
      },
      () => {}, // they stay where they were; the next change of the folder asks again
    );
    return () => life.abort();
  }, [client, threadId, review, store, places, fingerprint, scopeName, anchored, loaded]);

  const here = useMemo<CommentsHere>(() => {
    const ordered = (): readonly ReviewComment[] => {
      const files = groupByFolder(review.getState().diff?.files ?? []).flatMap((group) => group.files);
      const index = new Map(files.map(({ path }, i) => [path, i]));
      return inOrder(store.getState().comments, (comment) => {
        const there = placeFor(comment, places.getState(), review.getState().scope);
        const file = index.get(there?.kind === "lines" ? there.path : comment.path);
        return file === undefined ? undefined : { file, line: there?.kind === "lines" ? there.lines.to : 0 };
      });
    };
    return {
      threadId,
      store,
      places,
      ordered,
      comment(selection) {
        const { scope: now, patches } = review.getState();
        const anchor = anchorOf(now, patches.get(selection.path)?.text ?? "", selection);
        if (anchor === undefined) return;
        fold(selection.path, false);
        store.begin(anchor);
        // Not at once: lines that are chosen and let go of before they were drawn stay chosen in the list itself.
        requestAnimationFrame(() => select(undefined));
      },
      show(comment) {
        at.current = comment.id;
        const there = placeFor(comment, places.getState(), review.getState().scope);
        const path = there?.kind === "lines" ? there.path : comment.path;
        if (review.getState().diff?.files.some((file) => file.path === path) !== true) {
          toasts.add({ tone: "plain", title: "The file of this comment is not in these changes", detail: path });
          return;
        }
        fold(path, false);
        show(path, there?.kind === "lines" ? { side: there.side, line: there.lines.to } : undefined);
        focusCard(comment.id, 60);
      },
    };
  }, [threadId, store, places, review, fold, select, show, toasts]);

  const wanted = useSelect(store, (state) => state.wanted);
  useEffect(() => {
    const comment = wanted && store.getState().comments.find(({ id }) => id === wanted);
    if (comment === undefined || fingerprint === undefined) return;
    here.show(comment);
    store.want(undefined);
  }, [here, store, wanted, fingerprint]);

  const commentHere = () => {
    const { selection, hunk, front } = place.getState();
    const chosen: LineSelection | undefined = selection ?? (hunk && changedLines(hunk)) ?? firstHunk(front);
    if (chosen !== undefined) here.comment(chosen);
  };
  const firstHunk = (front: string | undefined): LineSelection | undefined => {
    const { diff, patches } = review.getState();
    const path = front ?? groupByFolder(diff?.files ?? [])[0]?.files[0]?.path;
    const patch = path === undefined ? undefined : patches.get(path);
    const hunk = path === undefined || patch === undefined ? undefined : hunkRef(path, patch.diff, 0);
    return hunk && changedLines(hunk);
  };
  const step = (by: 1 | -1) => {
    const all = here.ordered().filter(({ resolvedAt }) => resolvedAt === undefined);
    const index = all.findIndex(({ id }) => id === at.current);
    const next = all[index < 0 ? (by > 0 ? 0 : all.length - 1) : (index + by + all.length) % all.length];
    if (next !== undefined) here.show(next);
  };
  useAct("comment", commentHere);
  useAct("next-comment", () => step(1));
  useAct("previous-comment", () => step(-1));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (!(target instanceof Element) || takesLetters(target)) return;
    const card = target.closest<HTMLElement>("[data-comment]")?.dataset.comment;
    const comment = card && store.getState().comments.find(({ id }) => id === card);
    const resolve = () => {
      if (comment && comment.state === "sent")
        store.resolve(comment.id, comment.resolvedAt === undefined).catch(failed);
    };
    const acts: Readonly<Record<string, () => void>> = {
      c: commentHere,
      m: () => step(1),
      M: () => step(-1),
      ...(comment === undefined ? {} : { r: resolve }),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <CommentsContext value={here}>
      <div className="contents" onKeyDown={onKeyDown}>
        {children}
      </div>
    </CommentsContext>
  );
}

/** Gives a comment the focus as soon as it is drawn, within so many frames: its keys work from there. */
function focusCard(id: CommentId, frames: number): void {
  const card = document.querySelector<HTMLElement>(`[data-comment="${CSS.escape(id)}"]`);
  const target = card?.querySelector("textarea") ?? card;
  if (target) target.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusCard(id, frames - 1));
}

/** Where a comment stands: as the host says, or where it was made just now. */
export function placeFor(comment: ReviewComment, places: Places, scope: DiffScope): CommentPlace | undefined {
  const known = places.get(comment.id);
  if (known !== undefined) return known;
  if (scopeKey(comment.scope) !== scopeKey(scope)) return undefined;
  const { id: commentId, path, side, lines } = comment;
  return { commentId, kind: "lines", path, side, lines, outdated: false };
}

import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useState } from "react";
import { useApp } from "../../app.tsx";
import { useAct } from "../acts/index.ts";
import { takesLetters } from "../review/enter.ts";
import { groupByFolder } from "../review/files.ts";
import { useReview } from "../review/parts.ts";
import { headName, hunkName, ReadingContext, type ReadingHere } from "./context.ts";
import { readingIn, startOf, type Stretch } from "./hunks.ts";
import { createReadingStore } from "./store.ts";

/** What is read of this review, and the keys that say so. */
export function Around({ children }: { readonly children: ReactNode }) {
  const { client, connection } = useApp();
  const { threadId, store: review, place, show, fold } = useReview();
  const [store] = useState(() => createReadingStore({ client, connection, threadId, review }));
  useEffect(() => {
    const life = new AbortController();
    store.run(life.signal);
    return () => life.abort();
  }, [store]);
  // What is pressed in is what keys mean from then on.
  useEffect(() => {
    let seen = place.getState().hunk;
    return place.subscribe(() => {
      const { hunk } = place.getState();
      if (hunk === seen) return;
      seen = hunk;
      if (hunk !== undefined) store.goTo(hunk);
    });
  }, [place, store]);

  const [inView] = useState(() => new Set<string>());
  const here = useMemo<ReadingHere>(() => {
    const filesInOrder = (only?: ReadonlySet<string>) => {
      const files = review.getState().diff?.files ?? [];
      const asked = only === undefined ? files : files.filter(({ path }) => only.has(path));
      return groupByFolder(asked).flatMap((group) => group.files);
    };
    const isInView = (at: Stretch): boolean => inView.has(startOf(at) === undefined ? headName(at.path) : hunkName(at));
    const goToNext: ReadingHere["goToNext"] = async (only) => {
      const files = filesInOrder(only);
      const { at } = store.getState();
      const start =
        (at && isInView(at) ? at : undefined) ??
        (place.getState().front === undefined ? undefined : atTop(place.getState().front ?? ""));
      const found = await store.next(start, files);
      if (found === undefined) return;
      store.goTo(found.stretch);
      fold(found.stretch.path, false);
      show(found.stretch.path, found.point);
    };
    return {
      store,
      inView,
      goToNext,
      async readHunk() {
        const { at, changes } = store.getState();
        const known = at && changes.get(at.path);
        if (at === undefined || known === undefined) return goToNext();
        if (!isInView(at)) return show(at.path, startOf(at));
        const { read, keys } = readingIn(at, known.hunks);
        if (read || keys.length === 0) return goToNext();
        const marked = store.mark({ path: at.path, keys }, true);
        await goToNext();
        await marked;
      },
      async readFile() {
        const path = place.getState().front ?? filesInOrder()[0]?.path;
        const file = path === undefined ? undefined : store.getState().files.get(path);
        if (path !== undefined && file !== undefined && file.read < file.hunks)
          await store.mark({ paths: [path] }, true);
        store.goTo(undefined);
        await goToNext();
      },
    };
  }, [store, review, place, show, fold, inView]);

  useAct("read-hunk", () => void here.readHunk());
  useAct("read-file", () => void here.readFile());
  useAct("read-all", () => void store.mark("all", true));
  useAct("next-unread-hunk", () => void here.goToNext());
  useAct("since-looked", () => store.showSince(!store.getState().since));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (takesLetters(event.target)) return;
    const act = { e: here.readHunk, v: here.readFile, u: () => here.goToNext() }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    void act();
  };
  return (
    <ReadingContext value={here}>
      <div className="contents" onKeyDown={onKeyDown}>
        {children}
      </div>
    </ReadingContext>
  );
}

const atTop = (path: string) => ({ path, index: -1, oldStart: -1, oldLines: 0, newStart: -1, newLines: 0 });

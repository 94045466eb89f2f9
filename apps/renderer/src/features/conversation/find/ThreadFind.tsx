import type { ItemId, Thread, ThreadId } from "@flightdeck/contract";
import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import { useApp } from "../../../app.tsx";
import type { OpenThread } from "../../threads/fold.ts";
import type { Disclosure } from "../disclosure.ts";
import type { LogHandle } from "../Log.tsx";
import type { Row } from "../rows.ts";
import type { FindAsk } from "./asks.ts";
import { ThreadFindBar } from "./ThreadFindBar.tsx";
import { disclosuresOf, type Hit, itemsOf, rowOf } from "./hits.ts";
import { createMarks, rangesIn } from "./ranges.ts";
import { useFind } from "./useFind.ts";

/** Frames that a row may take until it is drawn where it was gone to. */
const PATIENCE = 60;
/** Pages are this long on the way to what is far back. */
const PAGE = 2000;

/** Looks for a text in a thread, marks it where it is drawn, and goes from one place to the next, wherever that is. */
export function ThreadFind({
  threadId,
  ask,
  thread,
  rows,
  log,
  disclosure,
  onClose,
}: {
  readonly threadId: ThreadId;
  readonly ask: FindAsk;
  readonly thread: Thread;
  readonly rows: readonly Row[];
  readonly log: RefObject<LogHandle | null>;
  readonly disclosure: Disclosure;
  readonly onClose: () => void;
}) {
  const { threads } = useApp();
  const [text, setText] = useState(ask.text ?? "");
  const startAt = () => {
    const inView = log.current?.keyInView();
    const first = rows.findIndex(({ key }) => key === inView);
    const below = new Set<ItemId>(rows.slice(Math.max(0, first)).flatMap(itemsOf));
    return first < 0 ? [] : [below];
  };
  const found = useFind(threadId, { text, itemId: text === ask.text ? ask.itemId : undefined }, startAt);
  const [marks] = useState(() => createMarks(CSS.highlights));

  const currentRange = (hit: Hit | undefined): Range | undefined => {
    const place = hit && rowOf(rows, hit, text);
    const row = place && rows[place.index];
    const element = row && log.current?.rowElement(row.key);
    if (hit === undefined || place === undefined || element === undefined) return undefined;
    const inItem =
      row?.kind === "fold" ? element.querySelector(`[data-item="${CSS.escape(hit.item.itemId)}"]`) : element;
    const ranges = inItem === null ? [] : rangesIn(inItem, text);
    return ranges[Math.min(place.nth, ranges.length - 1)];
  };
  const mark = useEffectEvent(() => {
    const box = log.current?.box();
    if (box !== undefined) marks.show(rangesIn(box, text), currentRange(found.hit));
  });

  // What is drawn changes as it is scrolled, opened and written: its marks follow.
  useEffect(() => {
    const box = log.current?.box();
    if (box === undefined || text === "") return;
    let frame: number | undefined;
    const soon = () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        mark();
      });
    };
    const observer = new MutationObserver(soon);
    observer.observe(box, { subtree: true, childList: true, characterData: true });
    soon();
    return () => {
      observer.disconnect();
      if (frame !== undefined) cancelAnimationFrame(frame);
      marks.clear();
    };
  }, [log, marks, text]);

  /** Reads pages until the hit's item is there; false when that cannot be. */
  const load = useEffectEvent(async (hit: Hit, signal: AbortSignal): Promise<boolean> => {
    while (!holds(threads.store(threadId).getState(), hit.item.itemId)) {
      if ((await threads.loadEarlier(threadId, PAGE)) !== undefined || signal.aborted) return false;
    }
    return !signal.aborted;
  });

  /** Opens what hides it and goes there; false while its row is not there yet. */
  const goTo = useEffectEvent((hit: Hit): boolean => {
    const item = thread.turns.flatMap(({ items }) => items).find(({ id }) => id === hit.item.itemId);
    const place = rowOf(rows, hit, text);
    const row = place && rows[place.index];
    if (item === undefined || place === undefined || row === undefined) return false;
    if (row.kind === "fold") disclosure.set(row.key, true);
    for (const key of disclosuresOf(item)) disclosure.set(key, true);
    log.current?.goTo(row.key);
    return true;
  });
  const show = useEffectEvent((hit: Hit): boolean => {
    const range = currentRange(hit);
    if (range === undefined) return false;
    range.startContainer.parentElement?.scrollIntoView({ block: "nearest", inline: "nearest" });
    log.current?.center(range);
    mark();
    return true;
  });
  const { hit, goes } = found;
  useEffect(() => {
    if (hit === undefined || goes === 0) return; // also when the same one is gone to again
    const gone = new AbortController();
    let there = false;
    let left = PATIENCE;
    let frame = 0;
    // Opened and gone to once its row is there, and put into view when it is drawn.
    const look = () => {
      left -= 1;
      if (there && show(hit)) return;
      there ||= goTo(hit);
      if (left > 0) frame = requestAnimationFrame(look);
    };
    void load(hit, gone.signal).then((loaded) => loaded && look());
    return () => {
      gone.abort();
      cancelAnimationFrame(frame);
    };
  }, [hit, goes]);

  const close = () => {
    marks.clear();
    onClose();
    log.current?.box()?.focus({ preventScroll: true });
  };
  return <ThreadFindBar text={text} onText={setText} found={found} onClose={close} />;
}

const holds = (open: OpenThread, itemId: ItemId): boolean =>
  open.state !== "ready" || open.thread.turns.some(({ items }) => items.some(({ id }) => id === itemId));

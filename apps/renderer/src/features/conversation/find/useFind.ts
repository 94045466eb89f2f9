import type { FoundText, ThreadId } from "@flightdeck/contract";
import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { useApp } from "../../../app.tsx";
import { type Failure, readFailure } from "../../../client.ts";
import type { FindAsk } from "./asks.ts";
import { countHits, firstHitIn, type Hit, hitAt } from "./hits.ts";

/** The person writes: so long is waited before the host is asked. */
const PAUSE = 120;

export interface Found {
  readonly total: number;
  /** The number of the hit that is shown, from 0. */
  readonly index: number | undefined;
  readonly hit: Hit | undefined;
  /** There are more than were counted. */
  readonly more: boolean;
  readonly looking: boolean;
  readonly failure: Failure | undefined;
  /** Counts up with each hit that is gone to, also when it is the same again. */
  readonly goes: number;
  readonly go: (step: 1 | -1) => void;
}

/** Looks for a text in all of a thread; `startAt` says in which items to begin. */
export function useFind(
  threadId: ThreadId,
  { text, itemId }: Pick<FindAsk, "itemId"> & { readonly text: string },
  startAt: () => readonly ReadonlySet<Hit["item"]["itemId"]>[],
): Found {
  const { client } = useApp();
  const [answer, setAnswer] = useState<{ readonly text: string; readonly found: FoundText }>();
  const [failure, setFailure] = useState<Failure>();
  const [index, setIndex] = useState<number>();
  const [goes, wentOn] = useReducer((count: number) => count + 1, 0);
  const latest = useRef({ startAt, itemId });
  useEffect(() => {
    latest.current = { startAt, itemId };
  });

  useEffect(() => {
    if (text === "") return;
    const gone = new AbortController();
    const timer = setTimeout(() => {
      client.threads.find({ threadId, text }, { signal: gone.signal }).then(
        (found) => {
          if (gone.signal.aborted) return;
          const { startAt, itemId } = latest.current;
          const wanted = [...(itemId === undefined ? [] : [new Set([itemId])]), ...startAt()];
          const first = wanted.map((items) => firstHitIn(found.items, items)).find((hit) => hit !== undefined);
          setFailure(undefined);
          setAnswer({ text, found });
          setIndex(first ?? Math.max(0, countHits(found.items) - 1));
          wentOn();
        },
        (error: unknown) => {
          if (!gone.signal.aborted) setFailure(readFailure(error));
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [client, threadId, text]);

  const found = text !== "" && answer?.text === text ? answer.found : undefined;
  const total = countHits(found?.items ?? []);
  const hit = useMemo(
    () => (found === undefined || index === undefined ? undefined : hitAt(found.items, index)),
    [found, index],
  );
  return {
    total,
    index: total === 0 ? undefined : index,
    hit,
    more: found?.more ?? false,
    looking: text !== "" && found === undefined && failure === undefined,
    failure: text === "" ? undefined : failure,
    goes,
    go(step) {
      if (total === 0) return;
      setIndex(((index ?? 0) + step + total) % total);
      wentOn();
    },
  };
}

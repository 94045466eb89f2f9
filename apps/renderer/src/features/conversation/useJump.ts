import type { ItemId, ThreadId } from "@flightdeck/contract";
import { useEffect, useMemo, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import type { Failure } from "../../client.ts";
import type { Jump } from "../threads/jumps.ts";
import type { Disclosure } from "./disclosure.ts";
import type { Row } from "./rows.ts";

/** What to bring into view; another object for each wish, also for the same row. */
export interface Aim {
  readonly jump: Jump;
  readonly key: string;
}

/** The row that an item is drawn in. */
export const rowOfItem = (rows: readonly Row[], itemId: ItemId): Row | undefined =>
  rows.find((row) => {
    if (row.kind === "fold") return row.items.some(({ id }) => id === itemId);
    return row.key === itemId || (row.kind === "prose" && row.key.startsWith(`${itemId}:`));
  });

/** Goes to the item that the person wants to see: reads the thread back to it, unfolds it and aims at its row. */
export function useJump(
  threadId: ThreadId,
  rows: readonly Row[],
  disclosure: Disclosure,
  onFailure: (failure: Failure) => void,
): Aim | undefined {
  const { jumps, threads } = useApp();
  const jump = useSelect(jumps, (wish) => (wish?.threadId === threadId ? wish : undefined));
  const [read, setRead] = useState<Jump>();

  useEffect(() => {
    if (jump === undefined) return;
    let wanted = true;
    void threads.loadUntil(threadId, jump).then((failure) => {
      if (!wanted) return;
      jumps.done(jump);
      if (failure !== undefined) return onFailure(failure);
      disclosure.set(jump.itemId, true);
      setRead(jump);
    });
    return () => void (wanted = false);
  }, [jump, jumps, threads, threadId, disclosure, onFailure]);

  // One that was taken back meanwhile has no row: then nothing moves.
  const row = useMemo(() => read && rowOfItem(rows, read.itemId), [rows, read]);
  const key = row?.key;
  const folded = row?.kind === "fold";
  useEffect(() => {
    if (read !== undefined && key !== undefined && folded) disclosure.set(key, true);
  }, [read, key, folded, disclosure]);
  return useMemo(() => (read === undefined || key === undefined ? undefined : { jump: read, key }), [read, key]);
}

import type { InboxRow } from "@flightdeck/contract";
import { useMemo, useRef } from "react";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { some } from "./words.ts";

/** So many steps are taken back at most. */
const STEPS = 20;

export interface Marks {
  /** Puts entries away, or brings them back where all of them are away. Can be undone. */
  readonly archive: (rows: readonly InboxRow[]) => void;
  /** Marks entries as read, or as unread where none is. */
  readonly toggleUnread: (rows: readonly InboxRow[]) => void;
  readonly read: (row: InboxRow) => void;
  readonly undo: () => void;
}

/** Marks entries, each step in one call. */
export function useMarks(): Marks {
  const { client, toasts } = useApp();
  const failed = useFailed();
  const steps = useRef<readonly (() => void)[]>([]);
  return useMemo(() => {
    const mark = (rows: readonly InboxRow[], as: { readonly unread?: boolean; readonly archived?: boolean }) =>
      client.inbox.mark({ entryIds: rows.map(({ id }) => id), ...as });
    return {
      archive: (rows) => {
        const [first] = rows;
        if (first === undefined) return;
        const archived = rows.some((row) => !row.archived);
        const changed = rows.filter((row) => row.archived !== archived);
        const what = changed.length === 1 ? visibleName(first.title) : some(changed.length, "entry", "entries");
        const undo = () => void mark(changed, { archived: !archived }).catch(failed);
        mark(changed, { archived }).then(() => {
          steps.current = [...steps.current.slice(1 - STEPS), undo];
          const run = () => {
            steps.current = steps.current.filter((step) => step !== undo);
            undo();
          };
          toasts.add({
            tone: "plain",
            title: archived ? "Archived" : "Back in the inbox",
            detail: what,
            action: { label: "Undo", run },
          });
        }, failed);
      },
      toggleUnread: (rows) => {
        if (rows.length > 0) mark(rows, { unread: !rows.some(({ unread }) => unread) }).catch(failed);
      },
      read: (row) => {
        if (row.unread) mark([row], { unread: false }).catch(failed);
      },
      undo: () => {
        steps.current.at(-1)?.();
        steps.current = steps.current.slice(0, -1);
      },
    };
  }, [client, toasts, failed]);
}

import { callsSince, type ThreadId } from "@flightdeck/contract";
import { useEffect, useRef } from "react";
import { useApp, useRow } from "../../app.tsx";

/** A thread on screen, in whichever pane, before a person who is there counts as seen: the host takes its "unread" away. */
export function useSeen(threadId: ThreadId): void {
  const { client } = useApp();
  const row = useRow(threadId);
  const unread = row?.unread ?? false;
  // A new name or another model is nothing that happened.
  const stands = row && `${row.status} ${callsSince(row)}`;
  /** How the thread stood when it had been seen. */
  const seenAt = useRef<string>(undefined);
  useEffect(() => {
    if (!unread) {
      seenAt.current = stands;
      return;
    }
    // Nothing happened since: the person marked it, to come back to it later.
    if (seenAt.current === stands) return;
    const seen = () => {
      if (!document.hasFocus()) return;
      // Should it fail the thread only stays bold.
      client.threads.flag({ threadId, unread: false }).catch(() => {});
    };
    seen();
    window.addEventListener("focus", seen);
    return () => window.removeEventListener("focus", seen);
  }, [client, threadId, unread, stands]);
}

import type { ThreadId } from "@flightdeck/contract";
import { useEffect } from "react";
import { useApp, useRow } from "../../app.tsx";

/** A thread on screen, in whichever pane, before a person who is there counts as seen: the host takes its "unread" away. */
export function useSeen(threadId: ThreadId): void {
  const { client } = useApp();
  const unread = useRow(threadId)?.unread ?? false;
  useEffect(() => {
    if (!unread) return;
    const seen = () => {
      if (!document.hasFocus()) return;
      // Should it fail the thread only stays bold.
      client.threads.flag({ threadId, unread: false }).catch(() => {});
    };
    seen();
    window.addEventListener("focus", seen);
    return () => window.removeEventListener("focus", seen);
  }, [client, threadId, unread]);
}

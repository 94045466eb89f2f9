import type { ThreadId } from "@flightdeck/contract";
import { type MouseEvent, type ReactElement, useState } from "react";
import { ContextMenu } from "../../ui/Menu.tsx";
import { threadAt } from "./threadAt.ts";
import { type Asking, ThreadDialogs } from "./ThreadDialogs.tsx";
import { ThreadItems } from "./ThreadItems.tsx";

/** One menu for a whole list of threads: it opens at whichever the person pressed, by the mouse or by the menu key. */
export function ThreadContext({
  list,
  onRename,
}: {
  readonly list: ReactElement;
  readonly onRename: (threadId: ThreadId) => void;
}) {
  const [threadId, setThreadId] = useState<ThreadId>();
  const [asking, setAsking] = useState<Asking>();
  const choose = (event: MouseEvent) => {
    const chosen = threadAt(event.target);
    if (chosen === undefined) return event.stopPropagation();
    setThreadId(chosen);
  };
  return (
    <>
      <ContextMenu area={list} onBefore={choose}>
        {threadId !== undefined && (
          <ThreadItems threadId={threadId} onRename={() => onRename(threadId)} onAsk={setAsking} />
        )}
      </ContextMenu>
      {threadId !== undefined && (
        <ThreadDialogs threadId={threadId} asking={asking} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

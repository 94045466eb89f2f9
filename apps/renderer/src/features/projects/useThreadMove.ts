import type { ThreadId, ThreadRow } from "@flightdeck/contract";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { droppedThread, isThreadDrag } from "../layout/drag.ts";
import { listAround } from "../threads/order.ts";

/** What a thread of the sidebar needs to be put elsewhere in its list: dragged among the others, or by keys. */
export function useThreadMove({ id, pinned, projectId, archived }: ThreadRow) {
  const { client, rows, drag } = useApp();
  const failed = useFailed();
  const [edge, setEdge] = useState<"before" | "behind">();
  const list = () => listAround(rows.getState().rows, { pinned, projectId, archived });
  const at = (event: DragEvent) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY < top + height / 2 ? "before" : "behind";
  };
  const move = (threadId: ThreadId, before: ThreadId | undefined) => {
    if (before !== threadId) client.threads.move({ threadId, before }).catch(failed);
  };
  return {
    edge,
    onDragOver: (event: DragEvent) => {
      const dragged = drag.getState();
      if (!isThreadDrag(event.dataTransfer) || dragged.kind === "none" || dragged.threadId === id) return;
      if (dragged.threadId === undefined || !list().includes(dragged.threadId)) return;
      event.preventDefault();
      setEdge(at(event));
    },
    onDragLeave: () => setEdge(undefined),
    onDrop: (event: DragEvent) => {
      if (edge === undefined) return;
      setEdge(undefined);
      const dropped = droppedThread(event.dataTransfer);
      if (dropped === undefined) return;
      event.preventDefault();
      const others = list().filter((each) => each !== dropped);
      move(dropped, at(event) === "before" ? id : others[others.indexOf(id) + 1]);
    },
    /** Answers whether the key was one of its own. */
    onMoveKey: (event: KeyboardEvent): boolean => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return false;
      event.preventDefault();
      const all = list();
      const from = all.indexOf(id);
      const to = event.key === "ArrowUp" ? from - 1 : from + 1;
      if (from >= 0 && to >= 0 && to < all.length) move(id, to < from ? all[to] : all[to + 1]);
      return true;
    },
  };
}

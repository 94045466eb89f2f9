import type { ThreadId } from "@flightdeck/contract";
import { type RefObject, useEffect } from "react";
import { useApp } from "../../../app.tsx";
import { frontThread } from "../../layout/store.ts";
import type { LogHandle } from "../Log.tsx";

/** Ctrl+F opens the find line of the thread that is in front. */
export function useFindKey(threadId: ThreadId, log: RefObject<LogHandle | null>): void {
  const { layout, finds } = useApp();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.code !== "KeyF" || event.shiftKey || event.altKey) return;
      if (event.ctrlKey === event.metaKey || frontThread(layout.getState()) !== threadId) return;
      const box = log.current?.box();
      const pane = box?.closest("section");
      const at = document.activeElement;
      // Dialogs, terminals and diffs look for things themselves.
      if (box === undefined || (at !== document.body && pane?.contains(at) !== true)) return;
      event.preventDefault();
      const selection = window.getSelection();
      const inside = selection !== null && selection.anchorNode !== null && box.contains(selection.anchorNode);
      const words = inside ? selection.toString().trim().slice(0, 200) : "";
      finds.ask({ threadId, ...(words === "" || words.includes("\n") ? {} : { text: words }) });
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [finds, layout, log, threadId]);
}

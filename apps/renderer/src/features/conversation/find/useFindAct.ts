import type { ThreadId } from "@flightdeck/contract";
import type { RefObject } from "react";
import { useApp, useSelect } from "../../../app.tsx";
import { useAct } from "../../acts/index.ts";
import { frontThread } from "../../layout/store.ts";
import type { LogHandle } from "../Log.tsx";

/** Opens the find line of the thread that is in front, with the words that are selected in it. */
export function useFindAct(threadId: ThreadId, log: RefObject<LogHandle | null>): void {
  const { layout, finds } = useApp();
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  const find = () => {
    const selection = window.getSelection();
    const at = selection?.anchorNode ?? undefined;
    const inside = at !== undefined && log.current?.box()?.contains(at) === true;
    const words = inside ? (selection?.toString() ?? "").trim().slice(0, 200) : "";
    finds.ask({ threadId, ...(words === "" || words.includes("\n") ? {} : { text: words }) });
  };
  useAct("find-in-thread", find, front);
}

import type { Thread, ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { frontThread } from "../layout/store.ts";
import { spokenOf } from "./spoken.ts";

/** Tells a screen reader what comes in the thread in front, each answer once; what was there before is not read out. */
export function SpokenStatus({ threadId, thread }: { readonly threadId: ThreadId; readonly thread: Thread }) {
  const { layout } = useApp();
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  const now = spokenOf(thread);
  const [known, setKnown] = useState(now.key);
  // What came while another thread was in front is read where it stands.
  if (!front && known !== now.key) setKnown(now.key);
  return (
    <span role="status" className="sr-only">
      {front && now.key !== known ? now.words : ""}
    </span>
  );
}

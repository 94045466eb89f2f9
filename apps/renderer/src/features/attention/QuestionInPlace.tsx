import type { ThreadId } from "@flightdeck/contract";
import { useOpenThread } from "../../app.tsx";
import { QuestionDock } from "../questions/index.ts";

/** The form of a thread's question, answered from the queue; the thread is read for it, as long as it is shown. */
export function QuestionInPlace({ threadId }: { readonly threadId: ThreadId }) {
  const state = useOpenThread(threadId);
  return state === "ready" ? <QuestionDock threadId={threadId} /> : <div className="h-24" />;
}

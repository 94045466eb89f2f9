import type { QueuedMessage, ThreadId } from "@flightdeck/contract";
import { useThread } from "../../app.tsx";
import { QueueLanes } from "./QueueLanes.tsx";

const noQueue: readonly QueuedMessage[] = [];

/** What is on its way to the agent, above the box it was written in. */
export function Lanes({ threadId, running }: { readonly threadId: ThreadId; readonly running: boolean }) {
  const queue = useThread(threadId, (thread) => thread.queue) ?? noQueue;
  return <QueueLanes threadId={threadId} queue={queue} running={running} />;
}

import type { QueuedMessage, Steer, Thread, ThreadId } from "@flightdeck/contract";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { QueueLanes } from "./QueueLanes.tsx";
import { SteerLane } from "./SteerLane.tsx";

const noSteers: readonly Steer[] = [];

/** What is on its way to the agent, above the box it was written in: first what steers this turn, then what waits for its end. */
export function Lanes({
  threadId,
  running,
  steerable,
  onLost,
  onGone,
}: {
  readonly threadId: ThreadId;
  readonly running: boolean;
  readonly steerable: boolean;
  /** A queued message went out while its words were changed: these are the new words. */
  readonly onLost: (text: string) => void;
  /** The lane that had the focus goes. */
  readonly onGone: () => void;
}) {
  const steers = useThread(threadId, (thread) => thread.steers) ?? noSteers;
  const queue = useThread(threadId, (thread) => thread.queue);
  const [told, tell] = useState("");
  useSteerNews(threadId, steers, tell);
  return (
    <>
      <div className="max-h-[30vh] overflow-y-auto not-has-[li]:hidden border-b border-line">
        {steers.length > 0 && (
          <ol aria-label="Steering messages">
            {steers.map((steer) => (
              <SteerLane key={steer.id} threadId={threadId} steer={steer} onGone={onGone} />
            ))}
          </ol>
        )}
        <QueueLanes
          threadId={threadId}
          queue={queue}
          running={running}
          steerable={steerable}
          onLost={onLost}
          onGone={onGone}
          tell={tell}
        />
      </div>
      <span role="status" className="sr-only">
        {told}
      </span>
    </>
  );
}

const isSaid = (thread: Thread, { id }: Steer): boolean =>
  thread.turns.at(-1)?.items.some((item) => item.type === "user_message" && item.messageId === id) ?? false;

const isQueued = (queue: readonly QueuedMessage[], { id }: Steer): boolean => queue.some((queued) => queued.id === id);

/** Says for those who do not see the lanes how a message gets on. */
function useSteerNews(threadId: ThreadId, steers: readonly Steer[], tell: (words: string) => void): void {
  const { threads } = useApp();
  const before = useRef(steers);
  const news = useEffectEvent(() => {
    const open = threads.store(threadId).getState();
    for (const was of before.current) {
      const now = steers.find(({ id }) => id === was.id);
      if (now?.state === "accepted" && was.state === "sent") tell("The model has your message");
      if (now !== undefined || open.state !== "ready") continue;
      if (isSaid(open.thread, was)) tell("The agent has read your message");
      else if (isQueued(open.thread.queue, was)) tell("Your message waits in the queue");
    }
    before.current = steers;
  });
  useEffect(() => news(), [steers]);
}

import type { MessageId, QueuedMessage, ThreadId } from "@flightdeck/contract";
import { useLayoutEffect, useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { type Move, moveOnto, moveStep } from "./laneOrder.ts";
import { QueueLane } from "./QueueLane.tsx";
import { useLaneEdit } from "./useLaneEdit.ts";

/**
 * What goes to the agent when its turn ends, in order; each can still be changed, moved or taken back. After a turn that
 * was stopped or failed nothing goes by itself: then each can be sent.
 */
export function QueueLanes({
  threadId,
  queue,
  running,
  steerable,
  onLost,
  onGone,
  tell,
}: {
  readonly threadId: ThreadId;
  readonly queue: readonly QueuedMessage[] | undefined;
  readonly running: boolean;
  readonly steerable: boolean;
  readonly onLost: (text: string) => void;
  readonly onGone: () => void;
  readonly tell: (words: string) => void;
}) {
  const { client } = useApp();
  const failed = useFailed();
  const editing = useLaneEdit({ threadId, queue, onLost });
  const [dragged, setDragged] = useState<MessageId>();
  const [target, setTarget] = useState<{ readonly id: MessageId; readonly after: boolean }>();
  const list = useRef<HTMLOListElement>(null);
  /** The lane that was moved by keys, to have the focus again when the list was drawn anew. */
  const moved = useRef<MessageId>(undefined);
  useLayoutEffect(() => {
    if (moved.current === undefined) return;
    list.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(moved.current)}"] [data-grip]`)?.focus();
    moved.current = undefined;
  }, [queue]);
  if (queue === undefined || queue.length === 0) return null;

  const ids = queue.map(({ id }) => id);
  const move = (change: Move | undefined) => {
    if (change === undefined) return;
    const { messageId, before, place } = change;
    client.queue.move({ threadId, messageId, before }).then(
      () => tell(`Moved to place ${place} of ${ids.length}`),
      (error: unknown) => failed(error),
    );
  };
  const drop = (taken: boolean) => {
    if (taken && dragged !== undefined && target !== undefined) move(moveOnto(ids, dragged, target));
    setDragged(undefined);
    setTarget(undefined);
  };

  return (
    <ol ref={list} aria-label="Queued messages" className="[ol+&]:border-t [ol+&]:border-line">
      {queue.map((message, index) => (
        <QueueLane
          key={message.id}
          threadId={threadId}
          message={message}
          place={`${index + 1} of ${queue.length}`}
          movable={queue.length > 1}
          running={running}
          steerable={steerable}
          editing={editing}
          onGone={onGone}
          drag={{
            held: dragged === message.id,
            over: dragged !== undefined && target?.id === message.id ? (target.after ? "after" : "before") : undefined,
            start: () => setDragged(message.id),
            move: (after) => dragged !== undefined && setTarget({ id: message.id, after }),
            end: drop,
          }}
          step={(by) => {
            moved.current = message.id;
            move(moveStep(ids, message.id, by));
          }}
        />
      ))}
    </ol>
  );
}

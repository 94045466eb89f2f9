import type { QueuedMessage, ThreadId } from "@flightdeck/contract";
import { ArrowUp, Pencil, X } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { useFailed } from "../../ui/useFailed.ts";

/**
 * What goes to the agent when its turn ends, in order; each can still be changed or taken back. After a turn that was
 * stopped or failed nothing goes by itself: then each can be sent.
 */
export function QueueLanes({
  threadId,
  queue,
  running,
}: {
  readonly threadId: ThreadId;
  readonly queue: readonly QueuedMessage[];
  readonly running: boolean;
}) {
  if (queue.length === 0) return null;
  return (
    <ol aria-label="Queued messages" className="max-h-[30vh] overflow-y-auto border-b border-line">
      {queue.map((message) => (
        <QueueLane key={message.id} threadId={threadId} message={message} running={running} />
      ))}
    </ol>
  );
}

function QueueLane({
  threadId,
  message,
  running,
}: {
  readonly threadId: ThreadId;
  readonly message: QueuedMessage;
  readonly running: boolean;
}) {
  const { client } = useApp();
  const [edited, setEdited] = useState<string>();
  const fail = useFailed();
  const save = () => {
    const text = edited?.trim() ?? "";
    setEdited(undefined);
    if (text === "" || text === message.text) return;
    client.queue.edit({ threadId, messageId: message.id, text }).catch((error: unknown) => {
      setEdited(text);
      fail(error);
    });
  };
  return (
    <li className="grid min-h-7 grid-cols-[46px_minmax(0,1fr)_auto] items-center gap-x-2.5 pr-1 pl-3 text-small text-text-2 [&+li]:border-t [&+li]:border-line">
      <span className="text-micro text-text-3">Queue</span>
      {edited === undefined ? (
        <span className="truncate" title={message.text}>
          {message.text}
        </span>
      ) : (
        <textarea
          aria-label="Waiting text"
          autoFocus
          rows={Math.min(6, edited.split("\n").length)}
          value={edited}
          onChange={(event) => setEdited(event.target.value)}
          onBlur={save}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Escape") setEdited(undefined);
            if (event.key === "Enter" && !event.shiftKey) {
              event.preventDefault();
              save();
            }
          }}
          className="my-1 resize-none rounded-1 bg-sunken px-1.5 py-0.5 text-text-1"
        />
      )}
      <span className="flex">
        {!running && (
          <IconButton
            label="Give it to the agent"
            icon={ArrowUp}
            size="small"
            onClick={() => void client.queue.send({ threadId, messageId: message.id }).catch(fail)}
          />
        )}
        <IconButton label="Change it" icon={Pencil} size="small" onClick={() => setEdited(message.text)} />
        <IconButton
          label="Take it back"
          icon={X}
          size="small"
          onClick={() => void client.queue.remove({ threadId, messageId: message.id }).catch(fail)}
        />
      </span>
    </li>
  );
}

import type { QueuedMessage, ThreadId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { GripVertical, Pencil, X } from "lucide-react";
import { type DragEvent, type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { useApp } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { LaneText } from "./LaneText.tsx";
import type { LaneEditing } from "./useLaneEdit.ts";

/** How a lane takes part in moving lanes by the pointer. */
export interface LaneDrag {
  readonly held: boolean;
  /** On which side of this lane the held one would be put. */
  readonly over: "before" | "after" | undefined;
  readonly start: () => void;
  readonly move: (after: boolean) => void;
  /** With false it was let go of elsewhere. */
  readonly end: (taken: boolean) => void;
}

/** Marks what is dragged, so that files and text dropped here go their own way. */
const LANE = "application/x-flightdeck-lane";

/** One message that waits for the turn's end. */
export function QueueLane({
  threadId,
  message,
  place,
  movable,
  running,
  steerable,
  editing,
  drag,
  onGone,
  step,
}: {
  readonly threadId: ThreadId;
  readonly message: QueuedMessage;
  /** "2 of 3". */
  readonly place: string;
  readonly movable: boolean;
  readonly running: boolean;
  readonly steerable: boolean;
  readonly editing: LaneEditing;
  readonly drag: LaneDrag;
  readonly onGone: () => void;
  readonly step: (by: 1 | -1) => void;
}) {
  const { client } = useApp();
  const failed = useFailed();
  const lane = useRef<HTMLLIElement>(null);
  const edited = editing.edit?.messageId === message.id ? editing.edit.text : undefined;
  const { id: messageId } = message;
  const leave = (work: Promise<unknown>) => {
    onGone();
    work.catch(failed);
  };
  /** The box of words went by a key: the focus goes back to where it came from. */
  const back = useRef(false);
  useLayoutEffect(() => {
    if (edited !== undefined || !back.current) return;
    back.current = false;
    lane.current?.querySelector<HTMLElement>("[data-change]")?.focus();
  }, [edited]);

  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : undefined;
    if (by === undefined || !event.altKey || event.ctrlKey || event.metaKey || edited !== undefined) return;
    event.preventDefault();
    step(by);
  };
  const onDragOver = (event: DragEvent<HTMLLIElement>) => {
    if (!event.dataTransfer.types.includes(LANE)) return;
    event.preventDefault();
    const { top, height } = event.currentTarget.getBoundingClientRect();
    drag.move(event.clientY > top + height / 2);
  };

  return (
    <li
      ref={lane}
      data-message={messageId}
      onKeyDown={onKeyDown}
      onDragOver={onDragOver}
      onDrop={(event) => event.dataTransfer.types.includes(LANE) && event.preventDefault()}
      className={clsx(
        "relative grid min-h-7 grid-cols-[46px_minmax(0,1fr)_auto] items-center gap-x-2.5 border-line pr-1 pl-3 text-small text-text-2 not-first:border-t",
        drag.held && "bg-selected",
        drag.over === "before" && "before:absolute before:inset-x-0 before:-top-px before:h-0.5 before:bg-accent",
        drag.over === "after" && "after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:bg-accent",
      )}
    >
      <span className="text-micro text-text-3">Queue</span>
      {edited === undefined ? (
        <LaneText message={message} />
      ) : (
        <WaitingText
          text={edited}
          autoFocus={editing.edit?.changed === false}
          onChange={editing.change}
          onSave={editing.save}
          onDrop={editing.drop}
          onKey={() => {
            back.current = true;
          }}
        />
      )}
      <span className="flex items-center">
        {running
          ? steerable && (
              <Tip label="Steer the running turn with it" side="top">
                <Button
                  variant="plain"
                  size="small"
                  onClick={() => leave(client.queue.promote({ threadId, messageId }))}
                >
                  Steer
                </Button>
              </Tip>
            )
          : edited === undefined && (
              <Tip label="Give it to the agent now" side="top">
                <Button variant="plain" size="small" onClick={() => leave(client.queue.send({ threadId, messageId }))}>
                  Run now
                </Button>
              </Tip>
            )}
        {movable && (
          <IconButton
            data-grip
            draggable
            label={`Move, now ${place}`}
            hint="Alt ↑ ↓"
            aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
            icon={GripVertical}
            size="small"
            className="cursor-grab active:cursor-grabbing"
            onDragStart={(event) => {
              event.dataTransfer.setData(LANE, messageId);
              event.dataTransfer.effectAllowed = "move";
              if (lane.current !== null) event.dataTransfer.setDragImage(lane.current, 16, 14);
              drag.start();
            }}
            onDragEnd={(event) => drag.end(event.dataTransfer.dropEffect !== "none")}
          />
        )}
        {message.comments === undefined && (
          <IconButton data-change label="Change it" icon={Pencil} size="small" onClick={() => editing.begin(message)} />
        )}
        <IconButton
          label="Take it back"
          icon={X}
          size="small"
          onClick={() => leave(client.queue.remove({ threadId, messageId }))}
        />
      </span>
    </li>
  );
}

/** The words of a queued message while they are changed: Enter keeps them, Escape leaves them as they were. */
function WaitingText({
  text,
  autoFocus,
  onChange,
  onSave,
  onDrop,
  onKey,
}: {
  readonly text: string;
  readonly autoFocus: boolean;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly onDrop: () => void;
  readonly onKey: () => void;
}) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      onKey();
      onDrop();
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      onKey();
      onSave();
    }
  };
  return (
    <textarea
      aria-label="Waiting text"
      autoFocus={autoFocus}
      rows={Math.min(6, text.split("\n").length)}
      value={text}
      onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onSave}
      onKeyDown={onKeyDown}
      className="my-1 field-sizing-content max-h-32 resize-none rounded-1 bg-sunken px-1.5 py-0.5 text-text-1"
    />
  );
}

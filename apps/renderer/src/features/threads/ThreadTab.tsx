import type { ThreadId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { droppedThread, isThreadDrag } from "../layout/drag.ts";
import { moveTab, shiftTab } from "../layout/moves.ts";
import { closeTab, frontThread, openBeside, openThread, shownThreads } from "../layout/store.ts";
import { TitleField } from "./TitleField.tsx";
import { useRename } from "./useRename.ts";

/** The tab of an open thread. It is dragged among the others, or to a pane. */
export function ThreadTab({
  threadId,
  first,
  renaming,
  onRenaming,
}: {
  readonly threadId: ThreadId;
  /** It takes the focus of the list while no thread is in front. */
  readonly first: boolean;
  readonly renaming: boolean;
  readonly onRenaming: (renaming: boolean) => void;
}) {
  const { layout, drag } = useApp();
  const row = useRow(threadId);
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  const shown = useSelect(layout, (state) => shownThreads(state).includes(threadId));
  const rename = useRename(threadId, row?.title ?? "");
  const { edge, ...droppable } = useTabDrop(threadId);
  const tab = useRef<HTMLDivElement>(null);
  const focused = useRef<Element>(null);
  useEffect(() => {
    if (!front) return;
    tab.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
    // Arrow keys move through the tabs; focus goes along.
    if (tab.current?.parentElement?.contains(document.activeElement) === true) tab.current.focus();
  }, [front]);
  const glyph = row === undefined ? "idle" : glyphOf(row.status, row.unread);
  const open = () => layout.update((state) => openThread(state, threadId));
  const close = () => layout.update((state) => closeTab(state, threadId));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === " ") open();
    if (event.key === "Delete") close();
    if (event.key === "F2") {
      event.preventDefault();
      onRenaming(true);
    }
    if ((event.key !== "ArrowLeft" && event.key !== "ArrowRight") || !event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    layout.update((state) => shiftTab(state, event.key === "ArrowRight" ? 1 : -1, threadId));
  };
  return (
    <div
      ref={tab}
      role="tab"
      aria-selected={shown}
      aria-keyshortcuts="Delete F2 Shift+ArrowLeft Shift+ArrowRight"
      data-thread={threadId}
      data-status={row?.status ?? "idle"}
      data-unread={row?.unread || undefined}
      tabIndex={front || first ? 0 : -1}
      title={row?.title}
      draggable={!renaming}
      onDragStart={(event) => drag.start(event.dataTransfer, threadId)}
      {...droppable}
      onClick={(event) =>
        event.metaKey || event.ctrlKey ? layout.update((state) => openBeside(state, threadId)) : open()
      }
      onDoubleClick={() => onRenaming(true)}
      // The pointer goes on to the message box; only keys leave the focus here.
      onMouseDown={() => (focused.current = document.activeElement)}
      onMouseUp={() => !renaming && giveBack(focused.current)}
      onAuxClick={(event) => event.button === 1 && close()}
      onKeyDown={onKeyDown}
      className={clsx(
        "group/tab relative flex max-w-74 min-w-30 shrink items-center gap-2 border-r border-line pr-3.5 pl-3 text-small select-none -outline-offset-2",
        shown ? "bg-pane text-text-1 shadow-[0_1px_var(--pane)]" : "text-text-2 hover:text-text-1",
        front && "before:absolute before:inset-x-0 before:top-0 before:h-0.5 before:bg-accent",
        edge === "before" && "after:absolute after:inset-y-1 after:left-0 after:w-0.5 after:bg-accent",
        edge === "behind" && "after:absolute after:inset-y-1 after:right-0 after:w-0.5 after:bg-accent",
      )}
    >
      <StatusGlyph status={glyph} named notch={row?.updatedAt} />
      {renaming ? (
        <TitleField
          title={row?.title ?? ""}
          onDone={(title) => {
            onRenaming(false);
            rename(title);
          }}
        />
      ) : (
        <span
          className={clsx(
            "min-w-0 flex-1 truncate",
            glyph === "done" ? "font-strong text-text-1" : shown && "font-medium",
          )}
        >
          {visibleName(row?.title ?? "…")}
        </span>
      )}
      {/* For the pointer alone: a tab holds no other control. By keyboard Delete or Alt+W close it. */}
      <span
        aria-hidden
        title="Close"
        onClick={(event) => {
          event.stopPropagation();
          close();
        }}
        className={clsx(
          "grid size-5 shrink-0 place-items-center rounded-1 text-text-3 hover:text-text-1",
          // Where it only appears it lies over the title's end: a title needs its room, and nothing may shift.
          front ? "-mr-2 hover:bg-hover" : "invisible absolute right-1 bg-frame group-hover/tab:visible",
        )}
      >
        <Icon of={X} size={14} className="text-current" />
      </span>
    </div>
  );
}

/** A press takes the focus along; it goes back to where the person was writing. */
function giveBack(element: Element | null): void {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}

/** Lets a thread go before or behind a tab; one that has no tab yet gets one there. */
function useTabDrop(threadId: ThreadId) {
  const { layout } = useApp();
  const [edge, setEdge] = useState<"before" | "behind">();
  const at = (event: DragEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return event.clientX < left + width / 2 ? "before" : "behind";
  };
  return {
    edge,
    onDragOver: (event: DragEvent) => {
      if (!isThreadDrag(event.dataTransfer)) return;
      event.preventDefault();
      setEdge(at(event));
    },
    onDragLeave: () => setEdge(undefined),
    onDrop: (event: DragEvent) => {
      setEdge(undefined);
      const dropped = droppedThread(event.dataTransfer);
      if (dropped === undefined) return;
      event.preventDefault();
      const behind = at(event) === "behind" ? 1 : 0;
      layout.update((state) => {
        const opened = state.tabs.includes(dropped) ? state : openThread(state, dropped);
        const others = opened.tabs.filter((id) => id !== dropped);
        return dropped === threadId ? opened : moveTab(opened, dropped, others.indexOf(threadId) + behind);
      });
    },
  };
}

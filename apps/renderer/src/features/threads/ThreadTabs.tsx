import type { ThreadId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { ChevronLeft, ChevronRight, Columns2, Grid2x2, PanelRight, Plus, Square, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useKeyHint } from "../acts/index.ts";
import {
  arrangePanes,
  closeTab,
  frontThread,
  openBeside,
  openNew,
  openThread,
  shownThreads,
  togglePanel,
  turnTab,
} from "../layout/store.ts";

const arrangements = [
  { panes: 1, label: "One pane", icon: Square },
  { panes: 2, label: "Two side by side", icon: Columns2 },
  { panes: 4, label: "Four panes", icon: Grid2x2 },
] as const;

/** The open threads and how the panes stand. */
export function ThreadTabs() {
  const { layout } = useApp();
  const tabs = useSelect(layout, (state) => state.tabs);
  const front = useSelect(layout, frontThread);
  const count = useSelect(layout, (state) => state.panes.length);
  const panel = useSelect(layout, (state) => state.panel);
  const move = (event: KeyboardEvent) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    layout.update((state) => turnTab(state, event.key === "ArrowRight" ? 1 : -1));
  };
  return (
    <div className="flex h-10 shrink-0 items-stretch border-b border-line bg-frame pr-1.5">
      <div className="flex shrink-0 items-center gap-0.5 border-r border-line px-1.5">
        <IconButton
          label="Previous thread"
          hint={useKeyHint("previous-tab")}
          icon={ChevronLeft}
          disabled={tabs.length < 2}
          onClick={() => layout.update((state) => turnTab(state, -1))}
        />
        <IconButton
          label="Next thread"
          hint={useKeyHint("next-tab")}
          icon={ChevronRight}
          disabled={tabs.length < 2}
          onClick={() => layout.update((state) => turnTab(state, 1))}
        />
      </div>
      <div
        role="tablist"
        aria-label="Threads"
        aria-multiselectable={count > 1}
        className="flex min-w-0 items-stretch overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
        onKeyDown={move}
      >
        {tabs.map((threadId, index) => (
          <ThreadTab key={threadId} threadId={threadId} first={index === 0 && front === undefined} />
        ))}
      </div>
      <div className="flex shrink-0 items-center px-1.5">
        <IconButton
          label="Start another thread"
          hint={useKeyHint("new-thread")}
          icon={Plus}
          onClick={() => layout.update((state) => openNew(state))}
        />
      </div>
      <span className="flex-1 self-stretch [-webkit-app-region:drag]" />
      <div role="group" aria-label="Panes" className="flex shrink-0 items-center gap-0.5">
        {arrangements.map(({ panes, label, icon }) => (
          <IconButton
            key={panes}
            label={label}
            icon={icon}
            pressed={count === panes}
            onClick={() => layout.update((state) => arrangePanes(state, panes))}
          />
        ))}
        <span className="mx-1 h-3 w-px bg-line-strong" />
        <IconButton
          label="Review panel"
          hint={useKeyHint("toggle-panel")}
          icon={PanelRight}
          pressed={panel !== undefined}
          disabled={front === undefined && panel === undefined}
          onClick={() => layout.update((state) => togglePanel(state, state.panel))}
        />
      </div>
    </div>
  );
}

function ThreadTab({ threadId, first }: { readonly threadId: ThreadId; readonly first: boolean }) {
  const { layout } = useApp();
  const row = useRow(threadId);
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  const shown = useSelect(layout, (state) => shownThreads(state).includes(threadId));
  const tab = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!front) return;
    tab.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
    // Arrow keys move through the tabs; focus goes along.
    if (tab.current?.parentElement?.contains(document.activeElement) === true) tab.current.focus();
  }, [front]);
  const glyph = row === undefined ? "idle" : glyphOf(row.status, row.unread);
  const open = () => layout.update((state) => openThread(state, threadId));
  const close = () => layout.update((state) => closeTab(state, threadId));
  return (
    <div
      ref={tab}
      role="tab"
      aria-selected={shown}
      aria-keyshortcuts="Delete"
      data-status={row?.status ?? "idle"}
      data-unread={row?.unread || undefined}
      tabIndex={front || first ? 0 : -1}
      title={row?.title}
      onClick={(event) =>
        event.metaKey || event.ctrlKey ? layout.update((state) => openBeside(state, threadId)) : open()
      }
      // The pointer goes on to the message box; only keys leave the focus here.
      onMouseDown={(event) => event.preventDefault()}
      onAuxClick={(event) => event.button === 1 && close()}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") open();
        if (event.key === "Delete") close();
      }}
      className={clsx(
        "group/tab relative flex max-w-74 min-w-30 shrink items-center gap-2 border-r border-line pr-3.5 pl-3 text-small select-none -outline-offset-2",
        shown ? "bg-pane text-text-1 shadow-[0_1px_var(--pane)]" : "text-text-2 hover:text-text-1",
        front && "before:absolute before:inset-x-0 before:top-0 before:h-0.5 before:bg-accent",
      )}
    >
      <StatusGlyph status={glyph} named notch={row?.updatedAt} />
      <span
        className={clsx(
          "min-w-0 flex-1 truncate",
          glyph === "done" ? "font-strong text-text-1" : shown && "font-medium",
        )}
      >
        {visibleName(row?.title ?? "…")}
      </span>
      {/* For the pointer alone: a tab holds no other control. By keyboard Delete or Alt+W close it. */}
      <span
        aria-hidden
        title="Close"
        onClick={(event) => {
          event.stopPropagation();
          close();
        }}
        className={clsx(
          "-mr-2 grid size-5 shrink-0 place-items-center rounded-1 text-text-3 hover:bg-hover hover:text-text-1",
          front ? "visible" : "invisible group-hover/tab:visible",
        )}
      >
        <Icon of={X} size={14} className="text-current" />
      </span>
    </div>
  );
}

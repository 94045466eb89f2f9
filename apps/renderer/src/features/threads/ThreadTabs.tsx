import type { ThreadId } from "@flightdeck/contract";
import { ChevronLeft, ChevronRight, Columns2, Grid2x2, PanelRight, Plus, Square } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { useKeyHint } from "../acts/index.ts";
import { arrangePanes, frontThread, openNew, togglePanel, turnTab } from "../layout/store.ts";
import { ThreadContext } from "./ThreadContext.tsx";
import { ThreadTab } from "./ThreadTab.tsx";

const arrangements = [
  { panes: 1, label: "One pane", act: "one-pane", icon: Square },
  { panes: 2, label: "Two side by side", act: "two-panes", icon: Columns2 },
  { panes: 4, label: "Four panes", act: "four-panes", icon: Grid2x2 },
] as const;

/** The open threads and how the panes stand. */
export function ThreadTabs() {
  const { layout, trail } = useApp();
  const [renaming, setRenaming] = useState<ThreadId>();
  const canGoBack = useSelect(trail, (state) => state.before.length > 0);
  const canGoForward = useSelect(trail, (state) => state.after.length > 0);
  const tabs = useSelect(layout, (state) => state.tabs);
  const front = useSelect(layout, frontThread);
  const count = useSelect(layout, (state) => state.panes.length);
  const panel = useSelect(layout, (state) => state.panel);
  const move = (event: KeyboardEvent) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    layout.update((state) => turnTab(state, event.key === "ArrowRight" ? 1 : -1));
  };
  return (
    <div className="flex h-10 shrink-0 items-stretch border-b border-line bg-frame pr-1.5">
      <div className="flex shrink-0 items-center gap-0.5 border-r border-line px-1.5">
        <IconButton
          label="Back"
          hint={useKeyHint("back")}
          icon={ChevronLeft}
          disabled={!canGoBack}
          onClick={trail.back}
        />
        <IconButton
          label="Forward"
          hint={useKeyHint("forward")}
          icon={ChevronRight}
          disabled={!canGoForward}
          onClick={trail.forward}
        />
      </div>
      <ThreadContext
        onRename={setRenaming}
        list={
          <div
            role="tablist"
            aria-label="Threads"
            aria-multiselectable={count > 1}
            className="flex min-w-0 items-stretch overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
            onKeyDown={move}
            // A wheel that only turns one way goes along the tabs too: there is nothing else to scroll there.
            onWheel={({ currentTarget, deltaX, deltaY }) => deltaX === 0 && (currentTarget.scrollLeft += deltaY)}
          >
            {tabs.map((threadId, index) => (
              <ThreadTab
                key={threadId}
                threadId={threadId}
                first={index === 0 && front === undefined}
                renaming={renaming === threadId}
                onRenaming={(now) => setRenaming(now ? threadId : undefined)}
              />
            ))}
          </div>
        }
      />
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
        {arrangements.map((arrangement) => (
          <ArrangeButton key={arrangement.panes} {...arrangement} pressed={count === arrangement.panes} />
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

function ArrangeButton({
  panes,
  label,
  act,
  icon,
  pressed,
}: (typeof arrangements)[number] & { readonly pressed: boolean }) {
  const { layout } = useApp();
  return (
    <IconButton
      label={label}
      hint={useKeyHint(act)}
      icon={icon}
      pressed={pressed}
      onClick={() => layout.update((state) => arrangePanes(state, panes))}
    />
  );
}

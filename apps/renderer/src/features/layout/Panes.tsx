import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { useApp, useSelect } from "../../app.tsx";
import { ErrorBoundary } from "../../ui/ErrorBoundary.tsx";
import { NewThread } from "../newThread/NewThread.tsx";
import { ReviewPanel } from "../review/index.ts";
import { ThreadPane } from "../threads/ThreadPane.tsx";
import { activate, frontThread, type Pane } from "./store.ts";

const paneKey = (pane: Pane) => (pane.kind === "thread" ? pane.threadId : `new-${pane.projectId ?? ""}`);

/** One or two panes and, at the right, the panel of the one in front. */
export function Panes() {
  const { layout } = useApp();
  const panes = useSelect(layout, (state) => state.panes);
  const active = useSelect(layout, (state) => state.active);
  const front = useSelect(layout, frontThread);
  const reviewing = useSelect(layout, (state) => state.panel === "review") && front !== undefined;
  const [left, right] = panes;
  const draw = (pane: Pane, index: 0 | 1): ReactNode => (
    <div
      className={clsx("h-full min-w-0", index === 1 && "border-l border-line")}
      onFocusCapture={() => layout.update((state) => activate(state, index))}
      onPointerDownCapture={() => layout.update((state) => activate(state, index))}
    >
      <ErrorBoundary key={paneKey(pane)} part="This pane">
        {pane.kind === "thread" ? (
          <ThreadPane threadId={pane.threadId} active={active === index} />
        ) : (
          <NewThread projectId={pane.projectId} />
        )}
      </ErrorBoundary>
    </div>
  );
  return (
    <Group orientation="horizontal" className="min-h-0 flex-1 bg-pane">
      <Panel id="left" minSize={320}>
        {draw(left, 0)}
      </Panel>
      {right !== undefined && (
        <>
          <Edge />
          <Panel id="right" minSize={320}>
            {draw(right, 1)}
          </Panel>
        </>
      )}
      {reviewing && (
        <>
          <Edge />
          <Panel id="panel" minSize={360} defaultSize={right === undefined ? "64%" : "44%"}>
            <div className="h-full min-w-0 border-l border-line">
              <ErrorBoundary key={front} part="The review">
                <ReviewPanel threadId={front} />
              </ErrorBoundary>
            </div>
          </Panel>
        </>
      )}
    </Group>
  );
}

/** The line between two panes; it is dragged from a few pixels around it. */
function Edge() {
  return (
    <Separator className="relative w-0 outline-none after:absolute after:inset-y-0 after:-left-px after:z-(--z-sticky) after:w-[3px] hover:after:bg-line-strong focus-visible:after:bg-focus data-[separator=active]:after:bg-line-strong" />
  );
}

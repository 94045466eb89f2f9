import { clsx } from "clsx";
import { Fragment, useSyncExternalStore } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { useApp, useSelect } from "../../app.tsx";
import { ErrorBoundary } from "../../ui/ErrorBoundary.tsx";
import { NewThread } from "../newThread/NewThread.tsx";
import { ThreadPane } from "../threads/ThreadPane.tsx";
import { DropLayer } from "./DropLayer.tsx";
import { columnsOf } from "./grid.ts";
import { panels } from "./panels.tsx";
import { activate, frontThread, type Pane } from "./store.ts";

const paneKey = (pane: Pane | undefined, index: number) =>
  pane?.kind === "thread" ? pane.threadId : `new-${index}-${pane?.projectId ?? ""}`;

/** A window, most often of one thread alone, in which nothing has room beside it. */
const NARROW = "(max-width: 719px)";

function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(NARROW);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(NARROW).matches,
  );
}

/** One to four panes and, at the right or in a narrow window below, the panel of the one in front. */
export function Panes() {
  const narrow = useNarrow();
  const { layout } = useApp();
  const panes = useSelect(layout, (state) => state.panes);
  const heights = useSelect(layout, (state) => state.columns);
  const columns = columnsOf({ columns: heights });
  return (
    <Group
      key={narrow ? "narrow" : "wide"}
      orientation={narrow ? "vertical" : "horizontal"}
      className="min-h-0 flex-1 bg-pane"
    >
      {columns.map((places, column) => {
        const key = paneKey(panes[places[0] ?? 0], column);
        return (
          <Fragment key={key}>
            {column > 0 && <Edge flat={narrow} />}
            <Panel id={key} minSize={narrow ? 160 : columns.length > 2 ? 240 : 320}>
              <Column places={places} panes={panes} first={column === 0} />
            </Panel>
          </Fragment>
        );
      })}
      <PanelColumn wide={columns.length === 1} narrow={narrow} />
    </Group>
  );
}

/** Panes below each other. It is a group also where there is one pane, so that a second does not draw the first anew. */
function Column({
  places,
  panes,
  first,
}: {
  readonly places: readonly number[];
  readonly panes: readonly Pane[];
  readonly first: boolean;
}) {
  return (
    <Group orientation="vertical" className={clsx("h-full min-w-0", !first && "border-l border-line")}>
      {places.map((index, row) => {
        const pane = panes[index];
        const key = paneKey(pane, index);
        return (
          pane !== undefined && (
            <Fragment key={key}>
              {row > 0 && <Edge flat />}
              <Panel id={key} minSize={160}>
                <PaneFrame pane={pane} index={index} below={row > 0} />
              </Panel>
            </Fragment>
          )
        );
      })}
    </Group>
  );
}

function PaneFrame({ pane, index, below }: { readonly pane: Pane; readonly index: number; readonly below: boolean }) {
  const { layout } = useApp();
  const active = useSelect(layout, (state) => state.active === index);
  const turnTo = () => layout.update((state) => activate(state, index));
  return (
    <div
      data-pane={index}
      data-front={active || undefined}
      className={clsx("relative h-full min-w-0", below && "border-t border-line")}
      onFocusCapture={turnTo}
      onPointerDownCapture={turnTo}
    >
      <ErrorBoundary key={paneKey(pane, index)} part="This pane">
        {pane.kind === "thread" ? (
          <ThreadPane threadId={pane.threadId} active={active} />
        ) : (
          <NewThread projectId={pane.projectId} />
        )}
      </ErrorBoundary>
      <DropLayer pane={index} />
    </div>
  );
}

/** The panel at the right or below, of the thread in front. */
function PanelColumn({ wide, narrow }: { readonly wide: boolean; readonly narrow: boolean }) {
  const { layout } = useApp();
  const front = useSelect(layout, frontThread);
  const name = useSelect(layout, (state) => state.panel);
  const panel = name && panels[name];
  if (panel === undefined || front === undefined) return null;
  return (
    <>
      <Edge flat={narrow} />
      <Panel id="panel" minSize={narrow ? 160 : 360} defaultSize={narrow ? "50%" : wide ? "64%" : "44%"}>
        <div className={clsx("h-full min-w-0 border-line", narrow ? "border-t" : "border-l")}>
          <ErrorBoundary key={`${name} ${front}`} part={panel.part}>
            {panel.draw(front)}
          </ErrorBoundary>
        </div>
      </Panel>
    </>
  );
}

/** The line between two panes; it is dragged from a few pixels around it. */
function Edge({ flat = false }: { readonly flat?: boolean }) {
  return (
    <Separator
      className={clsx(
        "relative outline-none after:absolute after:z-(--z-sticky) hover:after:bg-line-strong focus-visible:after:bg-focus data-[separator=active]:after:bg-line-strong",
        flat ? "h-0 after:inset-x-0 after:-top-px after:h-[3px]" : "w-0 after:inset-y-0 after:-left-px after:w-[3px]",
      )}
    />
  );
}

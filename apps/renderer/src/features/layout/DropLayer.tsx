import { clsx } from "clsx";
import { type DragEvent, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { droppedThread, sideAt } from "./drag.ts";
import { canOpenAt, type DropPlace, type Layout, openAt } from "./store.ts";

const place: Record<DropPlace["side"], string> = {
  middle: "inset-1",
  left: "inset-y-1 left-1 right-1/2",
  right: "inset-y-1 right-1 left-1/2",
  top: "inset-x-1 top-1 bottom-1/2",
  bottom: "inset-x-1 bottom-1 top-1/2",
};

const words: Record<DropPlace["side"], string> = {
  middle: "Show here",
  left: "Show at the left",
  right: "Show at the right",
  top: "Show above",
  bottom: "Show below",
};

/** While a thread is dragged: the places of a pane where it can be let go. */
export function DropLayer({ pane }: { readonly pane: number }) {
  const { drag, layout } = useApp();
  const dragged = useSelect(drag, (state) => state);
  const [over, setOver] = useState<DropPlace["side"]>();
  if (dragged.kind === "none") return null;

  const allowed = (state: Layout, side: DropPlace["side"]) =>
    dragged.threadId === undefined
      ? side === "middle" || state.panes.length < 4
      : canOpenAt(state, dragged.threadId, { pane, side });
  /** The side under the pointer, or the middle where that has no room. */
  const target = (event: DragEvent): DropPlace["side"] | undefined => {
    const side = sideAt({ x: event.clientX, y: event.clientY }, event.currentTarget.getBoundingClientRect());
    return [side, "middle" as const].find((each) => allowed(layout.getState(), each));
  };
  return (
    <div
      data-drop={over ?? "none"}
      className="absolute inset-0 z-(--z-sticky)"
      onDragOver={(event) => {
        const side = target(event);
        setOver(side);
        if (side !== undefined) event.preventDefault();
      }}
      onDragLeave={() => setOver(undefined)}
      onDrop={(event) => {
        const side = target(event);
        const threadId = droppedThread(event.dataTransfer);
        event.preventDefault();
        if (side !== undefined && threadId !== undefined)
          layout.update((state) => openAt(state, threadId, { pane, side }));
      }}
    >
      {over !== undefined && (
        <div
          className={clsx(
            "pointer-events-none absolute grid place-items-center rounded-3 bg-selected outline-2 outline-accent",
            place[over],
          )}
        >
          <span className="rounded-2 bg-overlay px-2 py-1 text-small font-medium text-accent">{words[over]}</span>
        </div>
      )}
    </div>
  );
}

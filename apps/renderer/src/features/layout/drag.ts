import { ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Side } from "./grid.ts";
import type { DropPlace } from "./store.ts";

/** The type of a thread on its way, also into another window. */
const TYPE = "application/x-flightdeck-thread";

/** What is being dragged; a thread that comes from another window has no name until it is let go. */
export type Dragged = { readonly kind: "none" } | { readonly kind: "thread"; readonly threadId?: ThreadId };

export interface DragStore extends Pick<StoreApi<Dragged>, "getState" | "subscribe"> {
  readonly start: (transfer: DataTransfer, threadId: ThreadId) => void;
  readonly end: () => void;
}

const none: Dragged = { kind: "none" };

/** Follows what is dragged over the window, so that only then there are places to let it go. */
export function createDrag(window: Window, signal: AbortSignal): DragStore {
  const store = createStore<Dragged>(() => none);
  const end = () => store.getState() !== none && store.setState(none, true);
  const entered = ({ dataTransfer }: DragEvent) => {
    if (store.getState() === none && dataTransfer?.types.includes(TYPE)) store.setState({ kind: "thread" }, true);
  };
  const left = (event: DragEvent) => event.relatedTarget === null && end();
  window.addEventListener("dragenter", entered, { signal });
  window.addEventListener("dragleave", left, { signal });
  window.addEventListener("dragend", end, { signal });
  window.addEventListener("drop", end, { signal });
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    start(transfer, threadId) {
      transfer.setData(TYPE, threadId);
      transfer.effectAllowed = "move";
      // What stands under the pointer must not change while the browser takes its picture of it.
      window.setTimeout(() => store.setState({ kind: "thread", threadId }, true));
    },
    end,
  };
}

export const isThreadDrag = (transfer: DataTransfer): boolean => transfer.types.includes(TYPE);
export const droppedThread = (transfer: DataTransfer): ThreadId | undefined =>
  ThreadId.safeParse(transfer.getData(TYPE)).data;

/** The share of a pane's width or height that counts as its side. */
const EDGE = 0.28;

/** The side of a box that a point is near, or its middle. */
export function sideAt(
  point: { readonly x: number; readonly y: number },
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): DropPlace["side"] {
  const across = (point.x - box.left) / box.width;
  const down = (point.y - box.top) / box.height;
  const distances: readonly (readonly [Side, number])[] = [
    ["left", across],
    ["right", 1 - across],
    ["top", down],
    ["bottom", 1 - down],
  ];
  const [side, distance] = distances.reduce((near, next) => (next[1] < near[1] ? next : near));
  return distance < EDGE ? side : "middle";
}

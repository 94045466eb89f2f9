import type { Item, ItemId, Thread } from "@flightdeck/contract";
import type { OpenThread } from "../threads/fold.ts";
import { type Reveal, reveal, revealed } from "./pace.ts";

export interface PaceContext {
  /** Whether texts flow now: the person wants it so, sees the window and has nothing against motion. */
  readonly flows: () => boolean;
  readonly now: () => number;
  readonly requestFrame: (run: () => void) => number;
  readonly cancelFrame: (frame: number) => void;
}

/** What `useSelect` reads. */
export interface PacedThread {
  readonly getState: () => OpenThread;
  readonly subscribe: (listener: () => void) => () => void;
}

/**
 * A thread as it is shown: what the agent says flows in at a pace for the eye, and is there at once when it ends. Everything
 * else is as the thread has it. Frames are asked for only while something flows.
 */
export function pacedThread(source: PacedThread, context: PaceContext): PacedThread {
  const reveals = new Map<ItemId, Reveal>();
  const listeners = new Set<() => void>();
  let seen: OpenThread | undefined;
  let shown: OpenThread = source.getState();
  let frame: number | undefined;
  let detach: (() => void) | undefined;

  /** Follows the source and the clock; answers whether there is more to come by itself. */
  const update = (): boolean => {
    const open = source.getState();
    const first = seen === undefined;
    seen = open;
    if (open.state !== "ready") {
      shown = open;
      return false;
    }
    const { thread, flows } = showThread(open.thread, { reveals, first, ...context });
    shown = thread === open.thread ? open : { ...open, thread };
    return flows;
  };
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const step = () => {
    frame = undefined;
    const before = shown;
    const more = update();
    if (shown !== before) tell();
    if (more) ask();
  };
  const ask = () => {
    if (listeners.size > 0) frame ??= context.requestFrame(step);
  };

  return {
    getState() {
      if (source.getState() !== seen && update()) ask();
      return shown;
    },
    subscribe(listener) {
      listeners.add(listener);
      detach ??= source.subscribe(() => {
        // While something flows, the next frame brings what is new with it.
        if (frame !== undefined) return;
        if (update()) ask();
        tell();
      });
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        detach?.();
        detach = undefined;
        if (frame !== undefined) context.cancelFrame(frame);
        frame = undefined;
        // What comes while nobody looks is not told again.
        seen = undefined;
        reveals.clear();
      };
    },
  };
}

function showThread(
  thread: Thread,
  {
    reveals,
    first,
    flows,
    now,
  }: Pick<PaceContext, "flows" | "now"> & { readonly reveals: Map<ItemId, Reveal>; readonly first: boolean },
): { readonly thread: Thread; readonly flows: boolean } {
  const turn = thread.turns.at(-1);
  const index = turn?.items.findLastIndex(({ type, status }) => type === "agent_message" && status === "running") ?? -1;
  const item = turn?.items[index];
  if (turn === undefined || item?.type !== "agent_message" || !flows()) {
    reveals.clear();
    return { thread, flows: false };
  }
  const before = reveals.get(item.id) ?? (first ? revealed(item.text, now()) : revealed("", now()));
  const after = reveal(before, item.text, now());
  reveals.clear();
  reveals.set(item.id, after);
  if (after.shown === item.text.length) return { thread, flows: false };
  const cut: Item = { ...item, text: item.text.slice(0, after.shown) };
  const turns = thread.turns.with(-1, { ...turn, items: turn.items.with(index, cut) });
  return { thread: { ...thread, turns }, flows: true };
}

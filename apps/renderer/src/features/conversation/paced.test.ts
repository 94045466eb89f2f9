import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { agentMessage, thread, turn } from "../../testing/samples.ts";
import type { OpenThread } from "../threads/fold.ts";
import { pacedThread } from "./paced.ts";

const words = "some words that take their time to come ".repeat(10);
const saying = (text: string, status: "running" | "completed" = "running"): OpenThread => ({
  state: "ready",
  seq: 1,
  thread: thread({ turns: [turn({ outcome: "running", items: [agentMessage("i1", text, status)] })] }),
});
const said = (open: OpenThread): string => {
  const item = open.state === "ready" ? open.thread.turns.at(-1)?.items.at(-1) : undefined;
  return item?.type === "agent_message" ? item.text : "";
};

/** A paced thread whose clock and frames are the test's. */
function paced(first: OpenThread) {
  const source = createStore<OpenThread>(() => first);
  let now = 0;
  let flows = true;
  const frames: (() => void)[] = [];
  const store = pacedThread(source, {
    flows: () => flows,
    now: () => now,
    requestFrame: (run) => frames.push(run),
    cancelFrame: () => frames.splice(0),
  });
  return {
    source,
    store,
    frames,
    say: (open: OpenThread) => source.setState(open, true),
    frame: () => {
      now += 16;
      for (const run of frames.splice(0)) run();
    },
    stop: () => (flows = false),
  };
}

test("a message flows in with the frames, and none is asked for when all of it is there", () => {
  const { store, say, frame, frames } = paced(saying(""));
  let told = 0;
  const stop = store.subscribe(() => (told += 1));
  store.getState();
  say(saying(words));
  const lengths: number[] = [];
  for (let count = 0; count < 60 && frames.length > 0; count += 1) {
    frame();
    lengths.push(said(store.getState()).length);
  }
  expect(lengths.at(-1)).toBe(words.length);
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  expect([lengths.length > 15, frames.length, told >= 10]).toEqual([true, 0, true]);
  stop();
});

test("what ends is there at once, and what was said before the person looked too", () => {
  const { store, say, frame } = paced(saying("There before."));
  store.subscribe(() => {});
  expect(said(store.getState())).toBe("There before.");
  say(saying(`There before.${words}`));
  frame();
  expect(said(store.getState()).length).toBeLessThan(100);
  say(saying(`There before.${words}`, "completed"));
  frame();
  expect(said(store.getState())).toBe(`There before.${words}`);
});

test("without motion every piece is there as it comes", () => {
  const { store, say, stop, source } = paced(saying(""));
  store.subscribe(() => {});
  store.getState();
  stop();
  say(saying(words));
  expect(store.getState()).toBe(source.getState());
});

test("nobody listens: no frame is asked for, and nothing is told again afterwards", () => {
  const { store, say, frames } = paced(saying(""));
  const stop = store.subscribe(() => {});
  store.getState();
  say(saying(words));
  stop();
  expect(frames).toEqual([]);
  expect(said(store.getState())).toBe(words);
});

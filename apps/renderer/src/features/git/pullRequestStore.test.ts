import type { PullRequest, ThreadId } from "@flightdeck/contract";
import { expect, test, vi } from "vitest";
import type { Client } from "../../client.ts";
import { createPullRequestStore } from "./pullRequestStore.ts";

const threadId = "thread_1" as ThreadId; // an id in form

const found = (state: "running" | "passed") => ({
  kind: "found" as const,
  pullRequest: { number: 7, everyCheck: [{ id: "1", name: "test", state, hasLog: false }] } as unknown as PullRequest, // what is read of it
});

/** A window whose time goes on when the test says so. */
function given(answers: readonly (() => Promise<unknown>)[]) {
  const timers: { readonly run: () => void; readonly after: number }[] = [];
  const focus = new EventTarget();
  const document = { visibilityState: "visible" };
  const time = { now: 0 };
  let asked = 0;
  const window = {
    document,
    setTimeout: (run: () => void, after: number) => timers.push({ run, after }),
    clearTimeout: () => {},
    addEventListener: focus.addEventListener.bind(focus),
  } as unknown as Window; // the part that is used
  const read = () => {
    asked += 1;
    return answers[Math.min(asked, answers.length) - 1]?.();
  };
  const client = { pullRequests: { read } } as unknown as Client; // the one method that is called
  const store = createPullRequestStore({ client, threadId, window, now: () => time.now });
  const settled = () => vi.waitFor(() => expect(store.getState().reading).toBe(false));
  return { store, timers, focus, document, time, asked: () => asked, settled };
}

test("checks that run are looked at again with growing pauses, and no more once they are done", async () => {
  const running = () => Promise.resolve(found("running"));
  const on = given([running, running, running, () => Promise.resolve(found("passed"))]);
  on.store.run(new AbortController().signal);
  for (const pause of [15_000, 30_000, 60_000]) {
    await on.settled();
    expect(on.timers.at(-1)?.after).toBe(pause);
    on.timers.at(-1)?.run();
  }
  await on.settled();
  expect([on.asked(), on.timers.length]).toEqual([4, 3]);
});

test("in a hidden window nothing is asked, and coming back asks at most once in ten seconds", async () => {
  const on = given([() => Promise.resolve(found("running"))]);
  on.store.run(new AbortController().signal);
  await on.settled();
  on.document.visibilityState = "hidden";
  on.timers.at(-1)?.run();
  on.focus.dispatchEvent(new Event("focus"));
  expect(on.asked()).toBe(1);
  on.time.now = 11_000;
  on.focus.dispatchEvent(new Event("focus"));
  await on.settled();
  expect(on.asked()).toBe(2);
});

test("a review that is closed asks no more, and a failure keeps what was read", async () => {
  const life = new AbortController();
  const on = given([() => Promise.resolve(found("passed")), () => Promise.reject(new Error("gone"))]);
  on.store.run(life.signal);
  await on.settled();
  on.store.read();
  await on.settled();
  expect(on.store.getState()).toMatchObject({ standing: found("passed"), failure: { message: expect.any(String) } });
  life.abort();
  on.store.read();
  on.focus.dispatchEvent(new Event("focus"));
  expect(on.asked()).toBe(2);
});

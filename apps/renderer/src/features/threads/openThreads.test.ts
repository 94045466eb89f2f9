import { ThreadId, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { agentMessage, thread, threadId, turn, turnId, userMessage } from "../../testing/samples.ts";
import { type ScriptedHost, scriptedHost, until } from "../../testing/scriptedHost.ts";
import type { OpenThread } from "./fold.ts";
import { createOpenThreads } from "./openThreads.ts";

const isReady = (open: OpenThread) => open.state === "ready";

/** Open threads whose frames come when the test says so. */
function onFrames({ client, connection }: ScriptedHost) {
  const frames: (() => void)[] = [];
  const threads = createOpenThreads({ client, connection, requestFrame: (run) => frames.push(run) });
  return { threads, frames, draw: () => frames.splice(0).forEach((run) => run()) };
}
const atOnce = (host: ScriptedHost) =>
  createOpenThreads({ client: host.client, connection: host.connection, requestFrame: queueMicrotask });

test("the first snapshot shows at once; a burst of deltas is one update with the next frame", async () => {
  using host = scriptedHost();
  host.start();
  const { threads, frames, draw } = onFrames(host);
  const store = threads.store(threadId);
  threads.hold(threadId);
  const watcher = await host.watched();
  watcher.say({
    type: "snapshot",
    seq: 3,
    thread: thread({ turns: [turn({ items: [agentMessage("i1", "", "running")] })] }),
  });
  await until(store, isReady);
  draw();
  let updates = 0;
  store.subscribe(() => (updates += 1));
  const item = agentMessage("i1", "").id;
  for (const text of ["a", "b", "c"]) {
    watcher.say({ type: "events", events: [{ type: "item.delta", turnId, itemId: item, text, at: 2 }] });
  }
  watcher.say({ type: "events", events: [{ type: "thread.titled", title: "Last", at: 3, seq: 4 }] });
  // A second thread's answer comes over the same port after all of these.
  await host.client.threads.rename({ threadId, title: "x" });
  await expect.poll(() => frames.length).toBe(1);
  draw();
  expect(updates).toBe(1);
  expect(store.getState()).toEqual({
    state: "ready",
    seq: 4,
    thread: thread({ title: "Last", updatedAt: 3, turns: [turn({ items: [agentMessage("i1", "abc", "running")] })] }),
  });
});

test("after the host died and came back the watch goes on from the last sequence", async () => {
  using host = scriptedHost();
  host.start();
  const threads = atOnce(host);
  threads.hold(threadId);
  const first = await host.watched();
  first.say({ type: "snapshot", seq: 3, thread: thread() });
  first.say({ type: "events", events: [{ type: "thread.titled", title: "Four", at: 2, seq: 4 }] });
  await until(threads.store(threadId), (open) => open.state === "ready" && open.seq === 4);
  host.kill();
  await until(host.connection, ({ state }) => state === "lost");
  expect(threads.store(threadId).getState()).toMatchObject({ state: "ready" });
  host.start();
  const second = await host.watched();
  second.say({ type: "events", events: [{ type: "thread.titled", title: "Five", at: 3, seq: 5 }] });
  const open = await until(threads.store(threadId), (now) => now.state === "ready" && now.seq === 5);
  expect({ after: [first.after, second.after], open }).toEqual({
    after: [undefined, 4],
    open: { state: "ready", seq: 5, thread: thread({ title: "Five", updatedAt: 3 }) },
  });
});

test("a watcher that fell behind asks for a new snapshot", async () => {
  using host = scriptedHost();
  host.start();
  const threads = atOnce(host);
  threads.hold(threadId);
  const first = await host.watched();
  first.say({ type: "snapshot", seq: 3, thread: thread() });
  first.say({ type: "resync" });
  const second = await host.watched();
  second.say({ type: "snapshot", seq: 90, thread: thread({ title: "Much later" }) });
  const open = await until(threads.store(threadId), (now) => now.state === "ready" && now.seq === 90);
  expect({ after: second.after, open }).toEqual({
    after: undefined,
    open: { state: "ready", seq: 90, thread: thread({ title: "Much later" }) },
  });
});

test("a thread that is gone says so", async () => {
  using host = scriptedHost();
  host.start();
  const threads = atOnce(host);
  const gone = ThreadId.parse("gone");
  threads.hold(gone);
  expect(await until(threads.store(gone), (open) => open.state !== "loading")).toEqual({
    state: "refused",
    failure: { code: "thread_not_found", message: "There is no such thread" },
  });
});

test("nobody's thread is not watched, stays at hand, and goes on where it was", async () => {
  using host = scriptedHost();
  host.start();
  const threads = atOnce(host);
  const letGo = [threads.hold(threadId), threads.hold(threadId)];
  const first = await host.watched();
  first.say({ type: "snapshot", seq: 3, thread: thread() });
  await until(threads.store(threadId), isReady);
  letGo[0]?.();
  expect(host.watching()).toBe(1);
  letGo[1]?.();
  await expect.poll(() => host.watching()).toBe(0);
  expect(threads.store(threadId).getState()).toMatchObject({ state: "ready", seq: 3 });
  threads.hold(threadId);
  expect((await host.watched()).after).toBe(3);
});

test("of the threads that nobody shows only the last few are kept", () => {
  using host = scriptedHost();
  const threads = atOnce(host);
  const ids = Array.from({ length: 9 }, (_, index) => ThreadId.parse(`thread${index}`));
  const stores = ids.map((id) => {
    const store = threads.store(id);
    threads.hold(id)();
    return store;
  });
  expect(ids.map((id, index) => threads.store(id) === stores[index])).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
    true,
    true,
    true,
  ]);
});

test("an earlier page joins in front of what is loaded", async () => {
  using host = scriptedHost();
  host.start();
  const threads = atOnce(host);
  threads.hold(threadId);
  const loaded = turn({ items: [userMessage("b")] });
  const earlier = turn({ id: TurnId.parse("turn0"), items: [userMessage("a")] });
  (await host.watched()).say({ type: "snapshot", seq: 3, thread: thread({ turns: [loaded], earlierTurns: 1 }) });
  await until(threads.store(threadId), isReady);
  host.page = { turns: [earlier], earlierTurns: 0 };
  expect(await threads.loadEarlier(threadId)).toBeUndefined();
  expect(threads.store(threadId).getState()).toEqual({
    state: "ready",
    seq: 3,
    thread: thread({ turns: [earlier, loaded], earlierTurns: 0 }),
  });
});

test("an item far back is read up to, and one that is nowhere ends at the beginning", async () => {
  using host = scriptedHost();
  host.start();
  const threads = atOnce(host);
  threads.hold(threadId);
  const early = { ...turn({ items: [userMessage("a")] }), id: TurnId.parse("turn0") };
  const loaded = turn({ items: [userMessage("b")] });
  const wanted = { turnId: early.id, itemId: userMessage("a").id };
  const far = threads.loadUntil(threadId, wanted);
  host.page = { turns: [early], earlierTurns: 0 };
  (await host.watched()).say({ type: "snapshot", seq: 3, thread: thread({ turns: [loaded], earlierTurns: 1 }) });
  expect([await far, threads.store(threadId).getState()]).toEqual([
    undefined,
    { state: "ready", seq: 3, thread: thread({ turns: [early, loaded], earlierTurns: 0 }) },
  ]);
  host.page = { turns: [], earlierTurns: 0 };
  const nowhere = { ...wanted, itemId: userMessage("c").id };
  expect(await threads.loadUntil(threadId, nowhere)).toBeUndefined();
});

import { expect, test } from "vitest";
import { Feed } from "./feed.ts";

const numbers = (limit = 100) => new Feed<number>({ frame: 1, limit });

test("a watcher gets what is published after it registered, in order", async () => {
  const feed = numbers();
  const abort = new AbortController();
  feed.publish(0);
  const watching = feed.watch(abort.signal);
  feed.publish(1);
  feed.publish(2);
  expect((await watching.next()).value).toEqual({ events: [1, 2] });
  feed.publish(3);
  expect((await watching.next()).value).toEqual({ events: [3] });
  abort.abort();
  expect((await watching.next()).done).toBe(true);
});

test("a watcher that falls behind is cut off, and the others are not", async () => {
  const feed = numbers(3);
  const abort = new AbortController();
  const slow = feed.watch(abort.signal);
  for (const n of [1, 2, 3, 4]) feed.publish(n);
  const fresh = feed.watch(abort.signal);
  feed.publish(5);
  expect([(await slow.next()).value, (await slow.next()).done, (await fresh.next()).value]).toEqual([
    "overrun",
    true,
    { events: [5] },
  ]);
  abort.abort();
});

test("events that stand for each other are merged while they wait", async () => {
  const feed = new Feed<string>({
    frame: 1,
    limit: 10,
    put: (waiting, event) => {
      waiting.push(`${waiting.pop() ?? ""}${event}`);
    },
  });
  const abort = new AbortController();
  const watching = feed.watch(abort.signal);
  for (const letter of "abc") feed.publish(letter);
  expect((await watching.next()).value).toEqual({ events: ["abc"] });
  abort.abort();
});

test("a watcher that leaves while it waits is forgotten", async () => {
  const feed = numbers();
  const abort = new AbortController();
  const next = feed.watch(abort.signal).next();
  expect(feed.watched).toBe(true);
  abort.abort();
  expect({ done: (await next).done, watched: feed.watched }).toEqual({ done: true, watched: false });
});

import { expect, test } from "vitest";
import { createBatch } from "./frames.ts";

test("events of one frame are handed over together, in order, and each frame asks once", () => {
  const frames: (() => void)[] = [];
  const applied: (readonly number[])[] = [];
  const batch = createBatch<number>(
    (run) => frames.push(run),
    (events) => applied.push(events),
  );
  for (const event of [1, 2, 3]) batch.push(event);
  expect({ frames: frames.length, applied }).toEqual({ frames: 1, applied: [] });
  frames.shift()?.();
  batch.push(4);
  frames.shift()?.();
  expect(applied).toEqual([[1, 2, 3], [4]]);
});

test("what is flushed early is not handed over again with its frame", () => {
  const frames: (() => void)[] = [];
  const applied: (readonly number[])[] = [];
  const batch = createBatch<number>(
    (run) => frames.push(run),
    (events) => applied.push(events),
  );
  batch.push(1);
  batch.flush();
  frames.shift()?.();
  expect(applied).toEqual([[1]]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Parts, partsOf } from "./parts.ts";
import { head, spoken } from "./testing/spoken.ts";
import { readWebm, type Webm, type WebmBlock, writeWebm } from "./webm.ts";

/** The sound itself, without what says when it comes. */
const soundOf = (blocks: readonly WebmBlock[] = []) =>
  Buffer.concat(blocks.map(({ content }) => content.subarray(4))).toString("base64");
const timesOf = (blocks: readonly WebmBlock[] = []) => blocks.map(({ milliseconds }) => milliseconds);
const blocksOf = (parts: readonly (Webm | undefined)[]) => parts.flatMap((part) => part?.blocks ?? []);
const read = (parts: Parts) => parts.map((part) => readWebm(part()));

test("a long recording is cut into parts that hold all of it, each a file of its own from zero on", () => {
  const blocks = spoken(1000);
  const parts = read(partsOf(writeWebm(head, blocks), "audio/webm", { milliseconds: 25_000, bytes: 1e9 }));
  expect(parts.map((part) => part?.head)).toEqual([head, head, head]);
  expect(soundOf(blocksOf(parts))).toBe(soundOf(blocks));
  for (const part of parts) {
    const times = timesOf(part?.blocks);
    expect([times[0], (times.at(-1) ?? 0) < 25_000]).toEqual([0, true]);
    expect(times).toEqual(times.map((_, index) => index * 60));
  }
});

test("the cut is where the speaker draws breath", () => {
  const limits = { milliseconds: 30_000, bytes: 1e9 };
  const [first] = read(partsOf(writeWebm(head, spoken(900, 420)), "audio/webm", limits));
  expect(first?.blocks.length).toBeGreaterThan(411);
  expect(first?.blocks.length).toBeLessThan(429);
});

test("what is too large for one request is cut however short it is", () => {
  const blocks = spoken(400);
  const whole = writeWebm(head, blocks);
  const parts = partsOf(whole, "audio/webm", { milliseconds: 1e9, bytes: 20_000 });
  expect(parts.every((part) => part().length <= 20_000)).toBe(true);
  expect(soundOf(blocksOf(read(parts)))).toBe(soundOf(blocks));
});

test("what is short, of another format or no sound at all goes as it is", () => {
  const short = writeWebm(head, spoken(100));
  const long = writeWebm(head, spoken(1000));
  const noise = Uint8Array.from(Buffer.from("first second"));
  const limits = { milliseconds: 25_000, bytes: 1e9 };
  for (const [sound, type] of [
    [short, "audio/webm"],
    [long, "audio/mp4"],
    [noise, "audio/webm"],
    [new Uint8Array(), "audio/webm"],
  ] as const) {
    const parts = partsOf(sound, type, limits);
    expect([parts.length, parts[0]?.()]).toEqual([1, sound]);
  }
});

test("a recording that was cut off keeps every block that is whole", () => {
  const blocks = spoken(1000);
  const whole = writeWebm(head, blocks);
  const parts = read(partsOf(whole.slice(0, -40), "audio/webm", { milliseconds: 25_000, bytes: 1e9 }));
  expect(soundOf(blocksOf(parts))).toBe(soundOf(blocks.slice(0, 999)));
});

test("whatever the bytes are, reading them ends, and nothing is in two parts", () => {
  const whole = writeWebm(head, spoken(300));
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 20_000 }),
      (damage, milliseconds) => {
        const damaged = whole.slice();
        for (const { at, byte } of damage) damaged[at] = byte;
        const parts = partsOf(damaged, "audio/webm", { milliseconds, bytes: 1e9 });
        const kept = readWebm(damaged)?.blocks.length ?? 0;
        if (parts.length > 1) expect(read(parts).reduce((sum, part) => sum + (part?.blocks.length ?? 0), 0)).toBe(kept);
      },
    ),
    { numRuns: 200 },
  );
});

test("a head that counts in other units, or knows its length, is written so that the parts are right", () => {
  const blocks = spoken(4);
  const whole = writeWebm(head, blocks);
  const scale = head.findIndex((byte, index) => byte === 0x0f && head[index + 1] === 0x42);
  whole.set([0x1e, 0x84, 0x80], scale); // 2 ms
  const segment = head.findIndex((byte, index) => byte === 0x01 && head[index + 1] === 0xff);
  whole.set([0x01, 0, 0, 0, 0, 0, 0x10, 0], segment);
  const found = readWebm(whole);
  expect([found?.head, timesOf(found?.blocks)]).toEqual([head, [0, 120, 240, 360]]);
});

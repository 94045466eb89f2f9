import fc from "fast-check";
import { expect, test } from "vitest";
import { reveal, type Reveal, revealed } from "./pace.ts";

const start = (): Reveal => revealed("", 0);

/** Shows a text that arrives in pieces, a frame every 16 ms; answers with how much was shown when. */
function play(arrivals: readonly { readonly at: number; readonly text: string }[], until: number) {
  let state = start();
  const frames: { readonly at: number; readonly shown: number; readonly there: number }[] = [];
  for (let now = 0; now <= until; now += 16) {
    const text = arrivals
      .filter(({ at }) => at <= now)
      .map(({ text }) => text)
      .join("");
    state = reveal(state, text, now);
    frames.push({ at: now, shown: state.shown, there: text.length });
  }
  return frames;
}

test("a burst flows in within half a second, in steps of words", () => {
  const text = "one two three four five six seven eight nine ten ".repeat(20);
  const frames = play([{ at: 0, text }], 600);
  const done = frames.find(({ shown }) => shown === text.length)?.at ?? Number.POSITIVE_INFINITY;
  expect(done).toBeLessThanOrEqual(450);
  expect(new Set(frames.map(({ shown }) => shown)).size).toBeGreaterThan(20);
  expect(frames.filter(({ shown }) => shown < text.length && shown > 0).map(({ shown }) => text[shown - 1])).toEqual(
    frames.filter(({ shown }) => shown < text.length && shown > 0).map(() => " "),
  );
});

test("whatever comes however, what is shown only grows, and nothing waits for a second", () => {
  const pieces = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 3000 }), text: fc.string({ minLength: 1, maxLength: 4000 }) }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(pieces, (given) => {
      const arrivals = given.toSorted((a, b) => a.at - b.at);
      const frames = play(arrivals, 4200);
      for (const [index, frame] of frames.entries()) {
        expect(frame.shown).toBeGreaterThanOrEqual(frames[index - 1]?.shown ?? 0);
        const second = frames[index - 63];
        if (second !== undefined) expect(frame.shown).toBeGreaterThanOrEqual(second.there);
      }
    }),
    { numRuns: 300 },
  );
});

test("a text that was there before is shown whole, and one that became shorter too", () => {
  const long = revealed("there before", 5);
  expect(long.shown).toBe(12);
  expect(reveal(long, "short", 10).shown).toBe(5);
});

test("characters of several parts stay whole", () => {
  const text = "👩‍👩‍👧‍👦é".repeat(300);
  let state = start();
  for (let now = 0; now < 400; now += 16) {
    state = reveal(state, text, now);
    expect(text.slice(0, state.shown)).not.toMatch(/[\uD800-\uDBFF]$/);
  }
});

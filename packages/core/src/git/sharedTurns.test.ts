import { expect, test } from "vitest";
import { createInTurn } from "./inTurn.ts";
import { createSharedTurns } from "./sharedTurns.ts";

/** Looks that end when told to, counted, with the signal of each. */
function fixture() {
  const begun: { readonly end: (answer: number) => void; readonly signal: AbortSignal }[] = [];
  const look = createSharedTurns<number>(
    createInTurn(),
    (_key, signal) =>
      new Promise((end, reject) => {
        begun.push({ end, signal });
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      }),
  );
  return { begun, look };
}

const settled = async (): Promise<void> => {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
};

test("who asks before a look begins shares it, and who asks later gets a new one", async () => {
  const { begun, look } = fixture();
  const first = [look("a"), look("a")];
  await settled();
  expect(begun.length).toBe(1);
  const later = [look("a"), look("a"), look("a")];
  begun[0]?.end(1);
  expect(await Promise.all(first)).toEqual([1, 1]);
  await settled();
  begun[1]?.end(2);
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
  expect(begun.length).toBe(2);
});

test("a look goes on while one of those who asked still waits", async () => {
  const { begun, look } = fixture();
  const gone = new AbortController();
  const first = look("a", gone.signal);
  const second = look("a");
  await settled();
  gone.abort();
  await expect(first).rejects.toThrow("aborted");
  expect(begun[0]?.signal.aborted).toBe(false);
  begun[0]?.end(1);
  expect(await second).toBe(1);
});

test("a look that nobody waits for ends, and the next one begins", async () => {
  const { begun, look } = fixture();
  const gone = new AbortController();
  const first = look("a", gone.signal);
  await settled();
  gone.abort();
  await expect(first).rejects.toThrow("aborted");
  expect(begun[0]?.signal.aborted).toBe(true);
  const next = look("a");
  await settled();
  begun[1]?.end(2);
  expect(await next).toBe(2);
});

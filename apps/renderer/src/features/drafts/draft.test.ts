import { expect, test } from "vitest";
import { createDraft } from "./draft.ts";

/** A draft with a host that answers when told to, and a clock that runs when told to. */
function setUp({ kept = "", stored }: { kept?: string; stored?: string } = {}) {
  const items = new Map<string, string>(stored === undefined ? [] : [["flightdeck.draft.k", stored]]);
  const saves: { text: string; answer: (error?: Error) => void }[] = [];
  let due: (() => void) | undefined;
  const draft = createDraft({
    key: "k",
    read: () => Promise.resolve(kept),
    save: (text) =>
      new Promise((resolve, reject) =>
        saves.push({ text, answer: (error) => (error === undefined ? resolve() : reject(error)) }),
      ),
    storage: {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
      removeItem: (key) => void items.delete(key),
    },
    later(run) {
      due = run;
      return () => (due = undefined);
    },
  });
  return { draft, saves, stored: () => items.get("flightdeck.draft.k"), pause: () => due?.() };
}
/** Lets promises that are settled tell so. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("typing is saved once the person pauses, as it is then", () => {
  const { draft, saves, pause } = setUp();
  draft.change("H");
  draft.change("Hi");
  expect(saves).toEqual([]);
  pause();
  expect(saves.map(({ text }) => text)).toEqual(["Hi"]);
});

test("leaving the box saves at once, and only what is not saved yet", async () => {
  const { draft, saves, stored } = setUp();
  draft.change("Hi");
  draft.flush();
  expect(stored()).toBe("Hi");
  saves[0]?.answer();
  await settled();
  draft.flush();
  expect({ saved: saves.length, stored: stored() }).toEqual({ saved: 1, stored: undefined });
});

test("what the host did not acknowledge is there after a reload, and goes to the host then", async () => {
  const before = setUp();
  before.draft.change("Half a thought");
  before.draft.flush();
  before.saves[0]?.answer(new Error("no host"));
  await settled();
  expect(before.stored()).toBe("Half a thought");
  const after = setUp({ kept: "older", stored: before.stored() });
  expect(await after.draft.load()).toBe("Half a thought");
  expect(after.saves.map(({ text }) => text)).toEqual(["Half a thought"]);
});

test("an answer to an older save does not forget newer text", async () => {
  const { draft, saves, stored } = setUp();
  draft.change("one");
  draft.flush();
  draft.change("one two");
  saves[0]?.answer();
  await settled();
  draft.flush();
  expect({ saved: saves.map(({ text }) => text), stored: stored() }).toEqual({
    saved: ["one", "one two"],
    stored: "one two",
  });
});

test("without anything of its own it begins with what the host keeps", async () => {
  expect(await setUp({ kept: "from the host" }).draft.load()).toBe("from the host");
});

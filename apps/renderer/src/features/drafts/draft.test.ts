import { expect, test } from "vitest";
import { createDraft } from "./draft.ts";

/** A draft with a host that answers when told to, and a clock that runs when told to. */
function setUp({ kept = "", stored, room = 1000 }: { kept?: string; stored?: string; room?: number } = {}) {
  const items = new Map<string, string>(stored === undefined ? [] : [["flightdeck.draft.k", stored]]);
  const saves: { text: string; answer: (error?: Error) => void }[] = [];
  const told: string[] = [];
  const shown: string[] = [];
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
      setItem(key, value) {
        if (value.length > room) throw new Error("QuotaExceededError");
        items.set(key, value);
      },
      removeItem: (key) => void items.delete(key),
    },
    tell: (text) => told.push(text),
    onElsewhere: (text) => shown.push(text),
    later(run) {
      due = run;
      return () => (due = undefined);
    },
  });
  return { draft, saves, told, shown, stored: () => items.get("flightdeck.draft.k"), pause: () => due?.() };
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

test("a text that the window's storage has no room for goes to the host all the same, and no older one stays behind", () => {
  const { draft, saves, stored } = setUp({ room: 5 });
  draft.change("small");
  draft.flush();
  draft.change("much larger");
  draft.flush();
  expect({ saved: saves.map(({ text }) => text), stored: stored() }).toEqual({
    saved: ["small", "much larger"],
    stored: undefined,
  });
});

test("windows show what each of them saves, but never in the place of what is being typed", () => {
  const { draft, told, shown } = setUp();
  draft.changedElsewhere("from there");
  draft.change("typed here");
  draft.changedElsewhere("too late");
  draft.flush();
  draft.changedElsewhere("later");
  expect({ told, shown }).toEqual({ told: ["typed here"], shown: ["from there", "later"] });
});

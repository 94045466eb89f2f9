import { expect, test } from "vitest";
import { LEAVE } from "./left.ts";
import { ABSENCE, createAway } from "./store.ts";

/** A window that is looked at or not, on a clock that the test sets, with a storage that outlives it. */
function scene(kept = new Map<string, string>()) {
  const document = Object.assign(new EventTarget(), { hidden: false, focus: true, hasFocus: () => document.focus });
  const window = Object.assign(new EventTarget(), { document });
  const time = { now: 1_000_000 };
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const open = () => createAway({ window, storage, now: () => time.now, signal: new AbortController().signal });
  const look = (here: boolean) => {
    document.focus = here;
    window.dispatchEvent(new Event(here ? "focus" : "blur"));
  };
  return { window, time, open, look, kept };
}

test("a short look elsewhere is no absence, a longer one is, from the moment of leaving until it is dismissed", () => {
  const { time, open, look } = scene();
  const away = open();
  look(false);
  time.now += ABSENCE - 1;
  look(true);
  expect(away.getState()).toBeUndefined();
  look(false);
  const left = time.now;
  time.now += ABSENCE;
  look(true);
  expect(away.getState()).toBe(left);
  look(false);
  time.now += 2 * ABSENCE;
  look(true);
  expect(away.getState()).toBe(left);
  away.dismiss();
  expect(away.getState()).toBeUndefined();
});

test("a window that is started anew knows when the last one was used, however that ended", () => {
  const before = scene();
  before.open();
  before.time.now += 120_000;
  before.window.dispatchEvent(new Event("keydown"));
  const used = before.time.now;
  const after = scene(before.kept);
  after.time.now = used + ABSENCE;
  expect(after.open().getState()).toBe(used);
});

test("a first start and a window in the background are no return", () => {
  const { open, look, time, window } = scene();
  window.document.hidden = true;
  const away = open();
  time.now += 2 * ABSENCE;
  look(true);
  expect(away.getState()).toBeUndefined();
});

test("a storage without room keeps nobody from their work", () => {
  const { window } = scene();
  const full = () => {
    throw new Error("QuotaExceededError");
  };
  const storage = { getItem: () => null, setItem: full };
  const away = createAway({ window, storage, now: () => 1, signal: new AbortController().signal });
  expect(away.getState()).toBeUndefined();
});

test("a leave of hours is known until the next, over shorter absences and a new start", () => {
  const before = scene();
  before.open();
  before.look(false);
  const left = before.time.now;
  before.time.now += LEAVE;
  before.look(true);
  before.look(false);
  before.time.now += 2 * ABSENCE;
  const after = scene(before.kept);
  after.time.now = before.time.now;
  expect(after.open().left()).toBe(left);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMinutes } from "./minutes.ts";

beforeEach(() => void vi.useFakeTimers({ now: 10_000 }));
afterEach(() => void vi.useRealTimers());

/** A window that is seen or not. */
function fakeWindow() {
  const document = Object.assign(new EventTarget(), { hidden: false });
  const show = (hidden: boolean) => {
    document.hidden = hidden;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  return { window: { document }, show };
}

test("there is one tick a minute while somebody looks and the window is seen, and no timer otherwise", () => {
  const { window, show } = fakeWindow();
  const life = new AbortController();
  const minutes = createMinutes(window, Date.now, life.signal);
  expect([minutes.getState(), vi.getTimerCount()]).toEqual([59_999, 0]);
  const seen: number[] = [];
  const leave = minutes.subscribe(() => seen.push(minutes.getState()));
  vi.advanceTimersByTime(60_000);
  expect([seen, vi.getTimerCount()]).toEqual([[119_999], 1]);
  show(true);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(600_000);
  show(false);
  expect([seen, vi.getTimerCount()]).toEqual([[119_999, 719_999], 1]);
  leave();
  expect(vi.getTimerCount()).toBe(0);
  minutes.subscribe(() => {});
  life.abort();
  expect(vi.getTimerCount()).toBe(0);
});

test("who follows a moment is called when it comes, and nobody else is", () => {
  const { window } = fakeWindow();
  const minutes = createMinutes(window, Date.now, new AbortController().signal);
  const hour = 3_600_000;
  const called: string[] = [];
  minutes.follow(
    (now) => Math.ceil((now + 1) / hour) * hour,
    () => called.push(`hour ${minutes.getState()}`),
  );
  minutes.follow(
    (now) => Math.ceil((now + 1) / (3 * hour)) * 3 * hour,
    () => called.push("three"),
  );
  vi.advanceTimersByTime(59 * 60_000);
  expect([called, vi.getTimerCount()]).toEqual([[], 1]);
  vi.advanceTimersByTime(2 * hour);
  expect(called).toEqual([`hour ${hour + 59_999}`, `hour ${2 * hour + 59_999}`]);
  vi.advanceTimersByTime(hour);
  expect(called.slice(2)).toEqual([`hour ${3 * hour + 59_999}`, "three"]);
});

test("the present is the present also after a time in which nobody looked", () => {
  const minutes = createMinutes(fakeWindow().window, Date.now, new AbortController().signal);
  vi.advanceTimersByTime(10 * 60_000);
  expect(minutes.getState()).toBe(659_999);
});

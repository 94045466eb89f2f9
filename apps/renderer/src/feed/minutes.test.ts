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

test("there is one tick a minute while the window is seen, and no timer while it is hidden or gone", () => {
  const { window, show } = fakeWindow();
  const life = new AbortController();
  const minutes = createMinutes(window, Date.now, life.signal);
  expect([minutes.getState(), vi.getTimerCount()]).toEqual([59_999, 1]);
  vi.advanceTimersByTime(60_000);
  expect([minutes.getState(), vi.getTimerCount()]).toEqual([119_999, 1]);
  show(true);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(600_000);
  show(false);
  expect([minutes.getState(), vi.getTimerCount()]).toEqual([719_999, 1]);
  life.abort();
  expect(vi.getTimerCount()).toBe(0);
});

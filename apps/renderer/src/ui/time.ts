import { useCallback, useSyncExternalStore } from "react";
import { useApp, useSelect } from "../app.tsx";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, short and closed up: now, 6m, 2h, 3d, 5w. */
export function age(at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / minute);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h`;
  const days = Math.floor(hours / 24);
  return days < 14 ? `${days}d` : `${Math.floor(days / 7)}w`;
}

/** When the age of something reads differently next, so that nothing has to look each minute. */
export function nextAge(at: number, now: number): number {
  const ago = Math.max(0, now - at);
  const step = ago < hour ? minute : ago < day ? hour : ago < 14 * day ? day : 7 * day;
  return at + (Math.floor(ago / step) + 1) * step;
}

/** How long something took: 340 ms, 12.4 s, 24 min, 2 h 05. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const minutes = Math.round(milliseconds / minute);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** Tokens: 860, 12 k, 486 k, 1.2 M. */
export function tokens(count: number): string {
  if (count < 1000) return String(count);
  if (count < 1_000_000) return `${count < 10_000 ? (count / 1000).toFixed(1) : Math.round(count / 1000)} k`;
  return `${(count / 1_000_000).toFixed(1)} M`;
}

/** Money in US dollars, two digits; less than a cent is said as such. */
export const money = (dollars: number): string =>
  dollars > 0 && dollars < 0.005 ? "< $0.01" : `$${dollars.toFixed(2)}`;

/** The clock on the wall: 14:09. */
export function clock(at: number): string {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** How long ago something was. What calls it is drawn again when that reads differently, not each minute. */
export function useAge(at: number): string {
  const { minutes } = useApp();
  const follow = useCallback(
    (listener: () => void) => minutes.follow((now) => nextAge(at, now), listener),
    [minutes, at],
  );
  return useSyncExternalStore(follow, () => age(at, minutes.getState()));
}

/** The present, to the minute: what calls it is drawn again each minute. For an age there is `useAge`. */
export function useNow(): number {
  const { minutes } = useApp();
  return useSelect(minutes, (now) => now);
}

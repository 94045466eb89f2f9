import { createHash } from "node:crypto";
import type { DueTimes } from "./schedule.ts";

const MINUTE = 60_000;

/**
 * How long after its due time an automation begins, so that not all begin in the same second: the same for it each time,
 * at most so many minutes and a tenth of the time between two of its runs.
 */
export function jitterOf(automationId: string, times: DueTimes, at: number, spreadMinutes: number): number {
  const spread = spreadMinutes * MINUTE;
  const farApart = times.gap !== undefined && times.gap / 10 >= spread;
  const most = farApart ? spread : Math.min(spread, shortestGap(times, at) / 10);
  const part = createHash("sha256").update(automationId).digest().readUInt32BE(0) / 2 ** 32;
  return Math.floor((part * most) / 1000) * 1000;
}

/** Of the next few. */
function shortestGap(times: DueTimes, at: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  let last = times.after(at);
  for (let n = 0; n < 4 && last !== undefined; n++) {
    const next = times.after(last);
    if (next !== undefined) shortest = Math.min(shortest, next - last);
    last = next;
  }
  return shortest;
}

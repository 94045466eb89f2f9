const window = 60_000;
const patience = 5;

/**
 * How long to wait before a host that died is started again: 0.1 s, then twice as long each time within a minute.
 * Null when it died more often than that bears: then a person has to decide. `deaths` are times, oldest first.
 */
export function restartDelay(deaths: readonly number[], now: number): number | null {
  const recent = deaths.filter((at) => now - at < window).length;
  if (recent > patience) return null;
  return 100 * 2 ** Math.max(0, recent - 1);
}

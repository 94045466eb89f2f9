import { readlinkSync } from "node:fs";

/** The date of a moment in this machine's time zone, as YYYY-MM-DD. */
export function localDate(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The name of this machine's time zone. The platform's own lookup loads its whole locale data, 12 ms at every start. */
export function localTimezone(): string {
  const set = process.env.TZ;
  if (set) return set;
  try {
    const zone = /zoneinfo\/(.+)$/.exec(readlinkSync("/etc/localtime"))?.[1];
    if (zone) return zone;
  } catch {
    // Not a link here: ask the platform.
  }
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

import { readlinkSync } from "node:fs";
import { isTimeZone } from "./schedule.ts";

/**
 * The zone that the machine is in now. A process remembers the one that it started in, so the system's own word is asked:
 * a link to a file of the zone database, on Linux and on a Mac.
 */
export function machineZone(place = "/etc/localtime"): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const remembered = isTimeZone(timeZone) ? timeZone : "UTC"; // a machine that is set up half may know none
  if (process.env.TZ) return remembered;
  try {
    const [, name] = /zoneinfo(?:\.default)?\/(?:posix\/|right\/)?(.+)$/.exec(readlinkSync(place)) ?? [];
    return name !== undefined && isTimeZone(name) ? name : remembered;
  } catch {
    return remembered; // no link, or no such file on this system
  }
}

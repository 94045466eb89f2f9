const minute = 60_000;
const day = 24 * 60 * minute;

/** How far ahead something is: "in 36 min", "in 3 h 16 min", "in 2 d 11 h". */
export function ahead(at: number, now: number): string {
  const left = at - now;
  if (left <= 0) return "due now";
  const minutes = Math.ceil(left / minute);
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `in ${hours} h` : `in ${hours} h ${minutes % 60} min`;
  const rest = hours % 24;
  return rest === 0 ? `in ${Math.floor(hours / 24)} d` : `in ${Math.floor(hours / 24)} d ${rest} h`;
}

/** When `ahead` says something else next: each minute of the last day, each hour before. */
export function nextAhead(at: number, now: number): number {
  const left = at - now;
  if (left <= 0) return Number.MAX_SAFE_INTEGER;
  const minutes = Math.ceil(left / minute);
  const shown = left > day - minute ? minutes - (minutes % 60) : minutes;
  return at - (shown - 1) * minute;
}

const inZone = (timeZone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", options); // a zone that this browser does not know
  }
};

/** A day as a list has it, "Mon 23 Nov"; with its year where it is another one than now. */
export function dayOf(at: number, now: number, timeZone?: string): string {
  const year = (moment: number) => inZone(timeZone, { year: "numeric" }).format(moment);
  const parts = inZone(timeZone, { weekday: "short", day: "numeric", month: "short" }).format(at).replace(",", "");
  return year(at) === year(now) ? parts : `${parts} ${year(at)}`;
}

/** The time of day, "02:30". */
export const timeOfDay = (at: number, timeZone?: string): string =>
  inZone(timeZone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/** A day without its weekday, "23 Nov". */
export const dateOf = (at: number): string => inZone(undefined, { day: "numeric", month: "short" }).format(at);

/** What the clocks did between two moments in a zone: they were set forward or back, or neither. */
export function clockChange(before: number, at: number, timeZone?: string): "forward" | "back" | undefined {
  const offset = (moment: number): number => {
    const name = inZone(timeZone, { timeZoneName: "longOffset" })
      .formatToParts(moment)
      .find(({ type }) => type === "timeZoneName")?.value;
    const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):?(\d+)?/.exec(name ?? "") ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
  const change = offset(at) - offset(before);
  return change === 0 ? undefined : change > 0 ? "forward" : "back";
}

const startOfDay = (at: number, days = 0): number => {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
};

/** A moment to come in few letters: "15:20" today, "Mon 02:30" within a week, then "4 Dec". */
export function shortMoment(at: number, now: number): string {
  if (at < startOfDay(now, 1)) return timeOfDay(at);
  if (at < startOfDay(now, 7)) return `${inZone(undefined, { weekday: "short" }).format(at)} ${timeOfDay(at)}`;
  return dateOf(at);
}

/** The next midnight: what is called by its day reads differently then. */
export const nextDay = (now: number): number => startOfDay(now, 1);

/** The zone of this machine. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

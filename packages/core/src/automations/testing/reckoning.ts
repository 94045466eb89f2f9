const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Due times by brute force: every minute of a span is looked up in the zone's calendar, as `Intl` tells it. */
export function reckoned(pattern: string, timeZone: string, from: number, to: number): readonly number[] {
  const [minutes, hours, days, months, weekdays] = pattern.split(" ") as [string, string, string, string, string];
  const isDay = ({ day, month, weekday }: Local): boolean => {
    if (!fits(months, month, 1, 12)) return false;
    const byDay = fits(days, day, 1, 31);
    const byWeekday = fits(weekdays, weekday, 0, 6) || (weekday === 0 && fits(weekdays, 7, 0, 7));
    return days === "*" || weekdays === "*" ? byDay && byWeekday : byDay || byWeekday;
  };
  const isTime = (hour: number, minute: number) => fits(hours, hour, 0, 23) && fits(minutes, minute, 0, 59);
  const line = timeline(timeZone, from - 30 * HOUR, to + 30 * HOUR);
  const due = new Set<number>();
  if (/[*/]/.test(minutes + hours)) {
    for (const local of line) if (isDay(local) && isTime(local.hour, local.minute)) due.add(local.at);
  } else {
    const dates = new Map(line.map((local) => [`${local.year} ${local.month} ${local.day}`, local]));
    for (const date of dates.values()) {
      if (!isDay(date)) continue;
      for (let wanted = 0; wanted < 1440; wanted++) {
        if (!isTime(Math.floor(wanted / 60), wanted % 60)) continue;
        const stamp = stampOf({ ...date, hour: Math.floor(wanted / 60), minute: wanted % 60 });
        // The first minute of that name; where there is none, the first behind it.
        const found = line.find((local) => stampOf(local) >= stamp);
        if (found && line[0] && stampOf(line[0]) < stamp) due.add(found.at);
      }
    }
  }
  return [...due].filter((at) => at > from && at <= to).sort((a, b) => a - b);
}

interface Local {
  readonly at: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly weekday: number;
}

/** All minutes of a span by the clocks of a zone. Offsets change at full quarters of an hour. */
function timeline(timeZone: string, from: number, to: number): readonly Local[] {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const line: Local[] = [];
  for (let quarter = Math.floor(from / (15 * MINUTE)) * 15 * MINUTE; quarter <= to; quarter += 15 * MINUTE) {
    const parts = Object.fromEntries(format.formatToParts(quarter).map(({ type, value }) => [type, value]));
    const number = (name: string) => Number(parts[name]);
    const weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(parts["weekday"] ?? "");
    for (let more = 0; more < 15; more++)
      line.push({
        at: quarter + more * MINUTE,
        year: number("year"),
        month: number("month"),
        day: number("day"),
        hour: number("hour"),
        minute: number("minute") + more,
        weekday,
      });
  }
  return line;
}

const stampOf = ({ year, month, day, hour, minute }: Omit<Local, "at" | "weekday">): number =>
  Date.UTC(year, month - 1, day, hour, minute);

function fits(field: string, value: number, low: number, high: number): boolean {
  return field.split(",").some((item) => {
    const [range = "", step = "1"] = item.split("/");
    const [first = low, last = range === "*" ? high : first] = range === "*" ? [] : range.split("-").map(Number);
    return value >= first && value <= last && (value - first) % Number(step) === 0;
  });
}

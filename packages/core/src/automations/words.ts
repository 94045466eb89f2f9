import type { Schedule, Trigger } from "@flightdeck/contract";
import { readCron } from "./cron.ts";

const dayNames = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/** A trigger in plain words: "Weekdays at 02:30". `nameOf` knows the automation that it comes after. */
export async function triggerWords(
  trigger: Trigger,
  nameOf: (automationId: string) => string | undefined,
): Promise<string> {
  switch (trigger.kind) {
    case "schedule": {
      const words = await scheduleWords(trigger.schedule);
      return trigger.timeZone === undefined || trigger.schedule.kind === "every"
        ? words
        : `${words} (${trigger.timeZone})`;
    }
    case "branch":
      return `When ${trigger.branch} moves`;
    case "files":
      return `When ${joined([...trigger.patterns.slice(0, 3), ...(trigger.patterns.length > 3 ? ["others"] : [])], "or")} change`;
    case "after": {
      const name = nameOf(trigger.automationId) ?? "an automation that is gone";
      const when = { ended: "ends", found: "has found or changed something", failed: "fails" }[trigger.when];
      return `When ${name} ${when}`;
    }
    case "webhook":
      return "When its webhook is called";
    case "manual":
      return "Only when it is started by hand";
  }
}

async function scheduleWords(schedule: Schedule): Promise<string> {
  switch (schedule.kind) {
    case "every":
      return everyWords(schedule.minutes);
    case "daily":
      return `Every day at ${schedule.time}`;
    case "weekly":
      return `${daysWords([...new Set(schedule.days)].sort((a, b) => a - b))} at ${schedule.time}`;
    case "cron":
      return cronWords(schedule.expression);
  }
}

function everyWords(minutes: number): string {
  const [count, unit] =
    minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  if (unit === "day") return count === 1 ? "Every 24 hours" : `Every ${count} days`;
  return count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`;
}

function daysWords(days: readonly number[]): string {
  const key = days.join("");
  if (key === "1234567") return "Every day";
  if (key === "12345") return "Weekdays";
  if (key === "67") return "Weekends";
  return joined(
    days.map((day) => dayNames[day - 1] ?? ""),
    "and",
  );
}

async function cronWords(expression: string): Promise<string> {
  const reading = readCron(expression);
  if ("problem" in reading) return expression;
  const { default: cronstrue } = await import("cronstrue"); // most automations have no expression
  const [, , day, , weekday] = reading.pattern.split(" ");
  try {
    const words = cronstrue.toString(reading.pattern, { use24HourTimeFormat: true });
    // With both a day of the month and of the week either of them is enough.
    return day === "*" || weekday === "*" ? words : words.replace(", and ", ", or ");
  } catch {
    return expression;
  }
}

const joined = (words: readonly string[], last: "and" | "or"): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

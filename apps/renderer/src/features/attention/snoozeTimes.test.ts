import { expect, test } from "vitest";
import { snoozeTimes } from "./snoozeTimes.ts";

test("every time to snooze to lies ahead; tomorrow and Monday begin at nine", () => {
  const days = [0, 1, 2, 3, 4, 5, 6].map((day) => new Date(2026, 10, 16 + day, 22, 30)); // the 16th is a Monday
  for (const day of days) {
    const times = snoozeTimes(day.getTime());
    expect(times.every(({ at }) => at > day.getTime())).toBe(true);
    const [tomorrow, monday] = times.slice(-2).map(({ at }) => new Date(at));
    expect([tomorrow?.getHours(), tomorrow?.getDate(), monday?.getHours(), monday?.getDay()]).toEqual([
      9,
      day.getDate() + 1,
      9,
      1,
    ]);
  }
});

const minute = 60_000;

/** What H stands for. */
export const HOUR = 60 * minute;

/** For how long an entry may be put off, in a person's words. */
export function snoozeTimes(now: number): readonly { readonly words: string; readonly at: number }[] {
  const morning = (days: number): number => {
    const date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 9).getTime();
  };
  const weekday = new Date(now).getDay();
  return [
    { words: "For 20 minutes", at: now + 20 * minute },
    { words: "For an hour", at: now + HOUR },
    { words: "For four hours", at: now + 4 * HOUR },
    { words: "Until tomorrow", at: morning(1) },
    { words: "Until Monday", at: morning((8 - weekday) % 7 || 7) },
  ];
}

/** One of the five fields of a cron expression. */
interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
  /** What else may stand in it, of those things that both readers of expressions take for the same. */
  readonly special?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const fields: readonly Field[] = [
  { name: "minute", low: 0, high: 59 },
  { name: "hour", low: 0, high: 23 },
  { name: "day of the month", low: 1, high: 31, special: /^(?:L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: "month", low: 1, high: 12, names: months },
  {
    name: "day of the week",
    low: 0,
    high: 7,
    names: days,
    special: /^(?:[0-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5])$/,
  },
];
const list = fields.map(({ name }) => name).join(", ");

/** A cron expression in its usual form, or why it is none, in plain words. */
export type CronReading = { readonly pattern: string } | { readonly problem: string };

/** Reads five fields; whether they ever come to be at once is not looked at. */
export function readCron(expression: string): CronReading {
  const parts = expression.trim().toUpperCase().split(/\s+/);
  if (parts.length !== fields.length)
    return { problem: `A cron expression has five fields (${list}); this one has ${parts.length}.` };
  const read: string[] = [];
  for (const [index, field] of fields.entries()) {
    const part = parts[index] ?? "";
    const items = part.split(",");
    for (const item of items) {
      const problem = problemOf(item, field, items.length === 1);
      if (problem !== undefined) return { problem };
    }
    read.push(part === "?" ? "*" : part);
  }
  return { pattern: read.join(" ") };
}

function problemOf(item: string, field: Field, alone: boolean): string | undefined {
  const shown = `“${item.slice(0, 40)}”`;
  if (field.special?.test(item) || (item === "?" && field.special))
    return alone || item.includes("#") ? undefined : `${shown} has to stand alone as the ${field.name}.`;
  const [, first, last, step] = /^(\*|[A-Z0-9]+)(?:-([A-Z0-9]+))?(?:\/(\d{1,4}))?$/.exec(item) ?? [];
  if (first === undefined) return `${shown} cannot be read as the ${field.name}.`;
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.high - field.low + 1))
    return `The step in ${shown} has to be from 1 to ${field.high - field.low + 1}.`;
  if (first === "*") return last === undefined ? undefined : `${shown} cannot be read as the ${field.name}.`;
  const low = valueOf(first, field);
  const high = last === undefined ? low : valueOf(last, field);
  if (low === undefined || high === undefined)
    return `${shown} cannot be the ${field.name}: it goes from ${field.low} to ${field.high}.`;
  if (low > high) return `${shown} goes backwards; write it as two ranges with a comma between them.`;
  return step !== undefined && last === undefined ? `Write ${shown} as ${first}-${field.high}/${step}.` : undefined;
}

function valueOf(text: string, { low, high, names }: Field): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  if (named >= 0) return named + low;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= low && value <= high ? value : undefined;
}

import type { FilePlace } from "./known.ts";

/** The words of a command line: spaces part them, quotes hold them together. No shell ever reads it. */
export function words(line: string): readonly string[] {
  const found = line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g);
  return Array.from(found, ([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_all, double, single) => double ?? single),
  );
}

/** A person's own command with the place filled in for `{file}`, `{line}` and `{column}`; a file it does not name goes last. */
export function filledIn(line: string, place: FilePlace): readonly string[] {
  const given = words(line);
  const filled = given.map((word) =>
    word.replace(/\{(file|line|column)\}/g, (_all, name: keyof FilePlace) => String(place[name])),
  );
  return given.some((word) => word.includes("{file}")) ? filled : [...filled, place.file];
}

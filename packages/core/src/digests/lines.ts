/** A text's beginning in one line of so many characters. */
export function oneLine(text: string, limit: number): string {
  const line = text
    .slice(0, limit * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** Without the sequences that colour and move. */
export const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is taken out
  text.replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g, "");

/** A text so short is shown whole while it grows. */
const WHOLE = 140;
/** A sentence counts as begun with so many characters; until then the one before stands. */
const BEGUN = 40;

/** What is being said: the sentence that a growing text is at. */
export function lastWords(text: string, limit: number): string {
  if (text.length <= WHOLE) return oneLine(text, limit);
  const end = text.slice(-limit * 2).trimEnd();
  const starts = [...end.matchAll(/[.!?:]\s+|\n+/g)].map((match) => match.index + match[0].length);
  return oneLine(end.slice(starts.findLast((at) => end.length - at >= BEGUN) ?? 0), limit);
}

const TAIL = 3;
const WIDTH = 160;

/** The last lines of an output that say something; a line that was written over counts as it reads at last. */
export function tailOf(output: string): readonly string[] {
  return plain(output.slice(-4_000))
    .split("\n")
    .map((line) => (line.split("\r").findLast((part) => part.trim() !== "") ?? "").trimEnd())
    .filter((line) => line !== "")
    .slice(-TAIL)
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line));
}

const begins = "<!-- flightdeck:evidence -->";
const ends = "<!-- /flightdeck:evidence -->";
const mark = /^[ \t]*<!-- \/?flightdeck:evidence -->[ \t]*\r?$/gm;

/** Between marks that nobody sees, so that it is found again. */
export const section = (text: string): string => `${begins}\n${text}\n${ends}`;

/** Without marks: a text of somebody else may not say where our part of it begins. */
export const withoutMarks = (text: string): string => text.replace(mark, "");

/**
 * A text with the section in the place of the one that it has, or at its end. Everything else stays byte for byte.
 * Undefined where its marks are not one pair: nobody can say which part of it is ours.
 */
export function withSection(text: string, put: string): string | undefined {
  const found = [...text.matchAll(mark)];
  const [first, last] = found;
  if (first === undefined) return text === "" ? put : `${text}${text.endsWith("\n") ? "\n" : "\n\n"}${put}`;
  if (last === undefined || found.length !== 2) return undefined;
  if (first[0].includes(ends) || !last[0].includes(ends)) return undefined;
  const from = first.index;
  const to = last.index + last[0].length - (last[0].endsWith("\r") ? 1 : 0);
  const before = text.slice(from, to);
  // A forge may have written other line ends; what says the same is left alone.
  return before.replaceAll("\r\n", "\n").trim() === put ? text : text.slice(0, from) + put + text.slice(to);
}

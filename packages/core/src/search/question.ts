import { asked, fold, wordsOf } from "./words.ts";

const MOST_TERMS = 16;
const MOST_WORDS = 16;
/** So much of a question is read; whoever pastes a log looks for its beginning. */
const LONGEST = 2_000;

/** One thing looked for: words that follow each other. The last may be the beginning of a longer one. */
export interface Term {
  readonly words: readonly string[];
  readonly open: boolean;
}

/**
 * What a person looks for, whatever was typed: words, names with dots or dashes in them, and "exact words" in quotes.
 * Nothing in it is an operator.
 */
export function termsOf(text: string): readonly Term[] {
  const terms: Term[] = [];
  for (const [, exact, plain] of text.slice(0, LONGEST).matchAll(/"([^"]*)"|([^\s"]+)/g)) {
    const words = [...wordsOf(exact ?? plain ?? "")].slice(0, MOST_WORDS).map(({ word }) => word);
    if (words.length > 0) terms.push({ words, open: exact === undefined });
    if (terms.length === MOST_TERMS) break;
  }
  return terms;
}

/** The words of a one-letter beginning would be too many. */
const isOpen = ({ words, open }: Term) => {
  const last = words.at(-1) ?? "";
  return open && (last.length > 1 || !/^[a-z0-9]$/.test(last));
};

/** The terms in the words of FTS5. They hold letters and digits alone, so that quotes close where they should. */
export function matchOf(terms: readonly Term[], join: "AND" | "OR"): string {
  return terms.map((term) => `"${term.words.map(asked).join(" ")}"${isOpen(term) ? " *" : ""}`).join(` ${join} `);
}

/** Whether a folded word of a text is one that was looked for. */
export function matcher(terms: readonly Term[]): (word: string) => boolean {
  const whole = new Set<string>();
  const beginnings: string[] = [];
  for (const term of terms) {
    for (const word of term.words) whole.add(word);
    if (isOpen(term)) beginnings.push(term.words.at(-1) ?? "");
  }
  const unspaced = [...whole].filter((word) => asked(word) !== word || /^[^\p{ASCII}]$/u.test(word));
  return (word) =>
    whole.has(word) ||
    beginnings.some((beginning) => word.startsWith(beginning)) ||
    unspaced.some((part) => word.includes(part));
}

/** The same for a word as it stands in a text, where a part of a name counts. */
export const innerMatch = (written: string, matches: (word: string) => boolean): boolean =>
  written
    .split(/(?<=\p{Ll})(?=\p{Lu})/u)
    .slice(1)
    .some((part) => matches(fold(part)));

import type { Snippet } from "@flightdeck/contract";
import { innerMatch, matcher, type Term } from "./question.ts";
import { wordsOf } from "./words.ts";

const WIDTH = 160;
/** What comes before the first match, so that it is read in its sentence. */
const LEAD = 40;
/** Matches beyond this many say nothing new of where to cut. */
const MOST_MATCHES = 200;

interface Match {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** The part of a text with the most of what was looked for, and where that stands in it. */
export function snippetOf(text: string, terms: readonly Term[]): Snippet {
  const found = matchesOf(text, terms);
  const first = best(found);
  let from = Math.min(Math.max(0, (first?.from ?? 0) - LEAD), Math.max(0, text.length - WIDTH));
  // Cut between words, where there is a gap near.
  if (from > 0) from += Math.max(0, text.slice(from, from + LEAD).search(/\s/) + 1);
  let to = Math.min(text.length, from + WIDTH);
  if (to < text.length) to = Math.max(from + WIDTH / 2, text.slice(from, to).search(/\s\S*$/) + from);
  const before = from > 0 ? "…" : "";
  const after = to < text.length ? "…" : "";
  const shift = before.length - from;
  return {
    // Lines run on; each gap stays as long as it was, so that the marks stay where they are.
    text: `${before}${text.slice(from, to).replace(/\s/g, " ")}${after}`,
    marks: found
      .filter((match) => match.from >= from && match.to <= to)
      .map((match) => [match.from + shift, match.to + shift] as const),
  };
}

function matchesOf(text: string, terms: readonly Term[]): readonly Match[] {
  const matches = matcher(terms);
  const found: Match[] = [];
  for (const { word, from, to } of wordsOf(text)) {
    if (!matches(word) && !innerMatch(text.slice(from, to), matches)) continue;
    found.push({ word, from, to });
    if (found.length === MOST_MATCHES) break;
  }
  return found;
}

/** The match after which most others stand within the width; words that were not seen yet count more. */
function best(found: readonly Match[]): Match | undefined {
  let chosen: { readonly match: Match; readonly worth: number } | undefined;
  found.forEach((match, index) => {
    const near = [];
    for (let next = index; next < found.length; next++) {
      const other = found[next];
      if (other === undefined || other.to > match.from + WIDTH - LEAD) break;
      near.push(other.word);
    }
    const worth = new Set(near).size * 10 + Math.min(9, near.length);
    if (chosen === undefined || worth > chosen.worth) chosen = { match, worth };
  });
  return chosen?.match;
}

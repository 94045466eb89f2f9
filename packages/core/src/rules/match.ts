import type { Rule } from "@flightdeck/contract";
import type { Run, Word } from "../shell/index.ts";

/** maybe: what is not known of the words could make them match. */
export type Match = "yes" | "maybe" | "no";

type Prefix = Rule["prefix"];

const alternatives = (part: Prefix[number] | undefined): readonly string[] =>
  part === undefined ? [] : typeof part === "string" ? [part] : part;

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1).toLowerCase();

function matchName(part: Prefix[number] | undefined, word: Word): Match {
  // Of a path nobody knows where it ends.
  if (!word.certain) return "maybe";
  return alternatives(part).some((name) => nameOf(name) === nameOf(word.text)) ? "yes" : "no";
}

function matchWord(part: Prefix[number] | undefined, word: Word): Match {
  const fits = alternatives(part).some((text) => (word.certain ? text === word.text : text.startsWith(word.text)));
  return fits ? (word.certain ? "yes" : "maybe") : "no";
}

/**
 * Do the words begin like this, read against the one who wrote them? A program counts wherever it lies, options (and
 * values of options) between the rule's words are stepped over, and what is unknown may be anything.
 */
export function strictMatch(prefix: Prefix, words: readonly Word[]): Match {
  const [first] = words;
  if (first === undefined) return "no";
  const named = matchName(prefix[0], first);
  if (named === "no") return "no";
  if (first.many) return "maybe";
  // How many of the rule's words were found, each with whether that is certain and whether an option came just before.
  let states = new Map<string, { next: number; sure: boolean; option: boolean }>();
  const put = (into: typeof states, state: { next: number; sure: boolean; option: boolean }) =>
    into.set(`${state.next} ${state.sure} ${state.option}`, state);
  put(states, { next: 1, sure: named === "yes", option: false });
  let best: Match = "no";
  const reached = (): Match => {
    for (const { next, sure } of states.values())
      if (next === prefix.length) best = sure ? "yes" : better(best, "maybe");
    return best;
  };
  if (reached() === "yes") return best;
  for (const word of words.slice(1)) {
    const after: typeof states = new Map();
    for (const { next, sure, option } of states.values()) {
      if (next === prefix.length) continue;
      const fits = matchWord(prefix[next], word);
      const dash = word.text.startsWith("-") || (!word.certain && word.text === "");
      if (word.many && (fits !== "no" || dash)) return "maybe";
      if (fits !== "no") put(after, { next: next + 1, sure: sure && fits === "yes", option: false });
      if (dash) put(after, { next, sure, option: true });
      else if (option) put(after, { next, sure, option: false });
    }
    states = after;
    if (states.size === 0 || reached() === "yes") return best;
  }
  return best;
}

const better = (a: Match, b: Match): Match => (a === "yes" || b === "yes" ? "yes" : a === "maybe" ? a : b);

/** The strictest match over a command and everything that it runs. */
export function strictMatchAny(prefix: Prefix, run: Run): Match {
  let found = strictMatch(prefix, run.words);
  for (const inner of run.inner?.runs ?? []) {
    if (found === "yes") break;
    found = better(found, strictMatchAny(prefix, inner));
  }
  return found;
}

/** Do the words begin exactly like this, with nothing uncertain in them? */
export const exactMatch = (prefix: Prefix, words: readonly Word[]): boolean =>
  words.every(({ certain }) => certain) &&
  prefix.every((part, at) => words[at] !== undefined && alternatives(part).includes(words[at].text));

/** A word of a text as search compares it, with its place in the text. */
export interface Word {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

const WORDS = /[\p{L}\p{N}\p{M}\p{Co}]+|\p{Extended_Pictographic}/gu;
/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Longer runs are data, not words: a search for their beginning still finds them. */
const LONGEST = 64;

/** Upper and lower case are one, and letters are one with and without their marks. */
export function fold(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the fast way for plain ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words of a text, from its beginning. */
export function* wordsOf(text: string): Generator<Word> {
  for (const { 0: run, index } of text.matchAll(WORDS)) {
    const word = fold(run).slice(0, LONGEST);
    if (word !== "") yield { word, from: index, to: index + run.length };
  }
}

/** What of a word the index holds. A run without spaces is held by pairs of its letters, so that a part of it is found. */
export function indexed(word: string): string {
  if (!UNSPACED.test(word)) return word;
  const letters = Array.from(word);
  return letters.map((letter, index) => letter + (letters[index + 1] ?? "")).join(" ");
}

/** How a word of a question reads in the index: all its pairs, the last letter as the end of one. */
export function asked(word: string): string {
  if (!UNSPACED.test(word)) return word;
  const letters = Array.from(word);
  return letters.length < 2
    ? word
    : letters
        .slice(1)
        .map((letter, index) => `${letters[index]}${letter}`)
        .join(" ");
}

/** The words inside names such as `parseThreadRow`, but for the first, which a search for its beginning finds. */
export function innerWords(text: string): string {
  const found: string[] = [];
  // From a name's beginning alone: a long run without a capital is not looked through from each of its letters.
  for (const [name] of text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]*\p{Ll}\p{Lu}[\p{L}\p{N}]*/gu)) {
    const [, ...rest] = name.slice(0, LONGEST).split(/(?<=\p{Ll})(?=\p{Lu})/u);
    found.push(...rest.map(fold));
  }
  return found.join(" ");
}

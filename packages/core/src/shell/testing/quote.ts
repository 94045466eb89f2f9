const plain = /^[A-Za-z0-9_./:@%+,=-]+$/;

/** A word as one would type it: in quotes only where it needs them. */
const quoteWord = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Words as a line that the shell reads as these words. */
export const quoteLine = (words: readonly string[]): string => words.map(quoteWord).join(" ");

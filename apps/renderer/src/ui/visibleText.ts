/**
 * Characters that hide themselves or turn the text around them: C0 and C1 controls, zero-width and bidirectional marks,
 * blank letters, and the tags with which whole sentences can be written unseen.
 */
const invisible = new RegExp(
  "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5" +
    "\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb" +
    "\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]",
  "gu",
);

const named: Readonly<Record<number, string>> = {
  0x00: "NUL",
  0x07: "BEL",
  0x08: "BS",
  0x09: "TAB",
  0x0a: "LF",
  0x0d: "CR",
  0x1b: "ESC",
  0x7f: "DEL",
};

/** A hidden character in letters: its name, or its number. */
const spell = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return `\u27e8${named[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`}\u27e9`;
};

/**
 * The same text with every hidden character spelt out, so that what is reviewed is what is written. Tabs and line breaks stay;
 * use `visibleName` for names, which have neither.
 */
export const visibleText = (text: string): string => text.replace(invisible, spell);

/** Where a text has hidden characters, each with its length and how it is spelt. */
export const hiddenIn = (
  text: string,
): readonly { readonly index: number; readonly length: number; readonly sign: string }[] =>
  [...text.matchAll(invisible)].map(({ index, 0: character }) => ({
    index,
    length: character.length,
    sign: spell(character),
  }));

/** A path or branch for one line of text: line breaks and tabs are spelt out too. */
export const visibleName = (name: string): string => visibleText(name).replace(/[\t\n\r]/g, spell);

/** A line end that is not one: a return in the middle of a line, or before the break where others have none. */
export const visibleReturn = spell("\r");

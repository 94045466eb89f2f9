/** Characters that hide themselves or turn the text around them: C0 and C1 controls, zero-width and bidirectional marks. */
const invisible = new RegExp(
  "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c" +
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]",
  "g",
);

const controlPicture = (code: number): string | undefined => {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : undefined;
};

/**
 * The same text with every hidden character spelt out, so that what is reviewed is what is written. Tabs and line breaks stay;
 * use `visibleName` for names, which have neither.
 */
export const visibleText = (text: string): string =>
  text.replace(invisible, (character) => {
    const code = character.charCodeAt(0);
    return controlPicture(code) ?? `\u27e8U+${code.toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
  });

/** A path or branch for one line of text: line breaks and tabs are spelt out too. */
export const visibleName = (name: string): string =>
  visibleText(name).replace(/[\t\n\r]/g, (character) => controlPicture(character.charCodeAt(0)) ?? character);

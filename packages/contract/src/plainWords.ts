/** Markdown as a list shows it in one line: its words without its marks. What it does not know stays as it is. */
export const plainWords = (text: string): string =>
  text
    .replace(/^[ \t]*```.*$/gm, "")
    .replace(/^(?=.*---)[ \t|:-]+$/gm, "")
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+/gm, "")
    .replace(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, "$1")
    .replace(/(\*\*|__|`)(?=\S)([^\n]*?\S)\1/g, "$2");

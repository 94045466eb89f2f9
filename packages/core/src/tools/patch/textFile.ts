/** A text as lines that know how they end, so that what a patch does not touch stays as it is. */
export interface TextFile {
  readonly mark: "" | "\uFEFF";
  readonly lines: readonly TextLine[];
}

export interface TextLine {
  readonly text: string;
  /** Empty only for a last line without one. */
  readonly end: "\n" | "\r\n" | "";
}

export function parseText(content: string): TextFile {
  const mark = content.startsWith("\uFEFF") ? "\uFEFF" : "";
  const lines: TextLine[] = [];
  let start = mark.length;
  while (start < content.length) {
    const newline = content.indexOf("\n", start);
    if (newline < 0) {
      lines.push({ text: content.slice(start), end: "" });
      break;
    }
    const windows = newline > start && content[newline - 1] === "\r";
    lines.push({ text: content.slice(start, windows ? newline - 1 : newline), end: windows ? "\r\n" : "\n" });
    start = newline + 1;
  }
  return { mark, lines };
}

export const formatText = ({ mark, lines }: TextFile): string =>
  mark + lines.map(({ text, end }) => text + end).join("");

/** How most lines of the file end. */
export function lineEndOf({ lines }: TextFile): "\n" | "\r\n" {
  const windows = lines.filter(({ end }) => end === "\r\n").length;
  return windows * 2 > lines.length ? "\r\n" : "\n";
}

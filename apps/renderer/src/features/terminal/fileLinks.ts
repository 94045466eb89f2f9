import type { IBufferLine, ILink, ILinkProvider, Terminal } from "@xterm/xterm";
import { type FileName, placesIn } from "../conversation/markdown/fileLinks.ts";

/** A line's text, and the column in which each of its characters begins. */
interface LineText {
  readonly text: string;
  readonly columns: readonly number[];
}

function textOf(line: IBufferLine): LineText {
  let text = "";
  const columns: number[] = [];
  for (let column = 0; column < line.length; column += 1) {
    const cell = line.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue; // the right half of a wide character
    const chars = cell.getChars() || " ";
    for (let unit = 0; unit < chars.length; unit += 1) columns.push(column);
    text += chars;
  }
  return { text, columns };
}

/** Makes links of the places that compilers and tests name: `src/a.ts:12:3`. */
export function fileLinks(
  terminal: Terminal,
  open: (event: MouseEvent, file: FileName) => void,
  hover: (words: string | undefined) => void,
): ILinkProvider {
  return {
    provideLinks(row, answer) {
      const line = terminal.buffer.active.getLine(row - 1);
      if (line === undefined) return answer(undefined);
      const { text, columns } = textOf(line);
      const links: ILink[] = [];
      let at = 0;
      for (const part of placesIn(text)) {
        const words = typeof part === "string" ? part : part.text;
        if (typeof part !== "string") {
          const { file } = part;
          links.push({
            text: words,
            range: {
              start: { x: (columns[at] ?? 0) + 1, y: row },
              end: { x: (columns[at + words.length - 1] ?? 0) + 1, y: row },
            },
            activate: (event) => open(event, file),
            hover: () => hover(words),
            leave: () => hover(undefined),
          });
        }
        at += words.length;
      }
      answer(links.length === 0 ? undefined : links);
    },
  };
}

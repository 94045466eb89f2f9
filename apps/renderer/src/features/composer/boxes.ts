/** What other parts of the window may do with a message box that is on screen. */
export interface OpenBox {
  /** Puts text where the cursor is, and the cursor behind it. */
  readonly insertText: (text: string) => void;
  /** Puts words where the cursor is, with the spaces that they need; leaves the focus where it is. */
  readonly insertWords: (words: string) => void;
  /** Saves now what is not saved yet. */
  readonly flush: () => void;
  /** Names a file where the cursor is. */
  readonly insertFile: (path: string) => void;
  /** Puts text as a quotation on lines of its own, and the cursor below it. */
  readonly quote: (text: string) => void;
  /** Puts text behind what is written, as a paragraph of its own. */
  readonly append: (text: string) => void;
  readonly focus: () => void;
}

/** The message boxes on screen, by the key of their draft: a thread's is its id. */
export interface MessageBoxes {
  /** Makes a box known until the answer is called. */
  readonly add: (key: string, box: OpenBox) => () => void;
  readonly find: (key: string) => OpenBox | undefined;
  /** Does something with a box: at once, or as soon as it is on screen. */
  readonly whenOpen: (key: string, then: (box: OpenBox) => void) => void;
}

export function createMessageBoxes(): MessageBoxes {
  const open = new Map<string, OpenBox>();
  const waiting = new Map<string, readonly ((box: OpenBox) => void)[]>();
  return {
    add(key, box) {
      open.set(key, box);
      for (const then of waiting.get(key) ?? []) then(box);
      waiting.delete(key);
      return () => {
        if (open.get(key) === box) open.delete(key);
      };
    },
    find: (key) => open.get(key),
    whenOpen(key, then) {
      const box = open.get(key);
      if (box === undefined) waiting.set(key, [...(waiting.get(key) ?? []), then]);
      else then(box);
    },
  };
}

/** A text as a Markdown quotation. */
export const quoted = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .trim()
    .split("\n")
    .map((line) => (line.trim() === "" ? ">" : `> ${line}`))
    .join("\n");

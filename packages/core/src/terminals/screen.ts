import { SerializeAddon } from "@xterm/addon-serialize";
import headless, { type Terminal as HeadlessTerminal } from "@xterm/headless";
import { boundRepeats } from "./repeats.ts";

/** Lines that are kept above the screen. */
export const SCROLLBACK = 3_000;

/** Characters that are drawn at once. */
const PIECE = 2_048;

/** What is written to a screen between two shells: out of the other screen, all modes back, and a rule. */
export const restartMark = "\u001b[?1049l\u001b[!p\u001b[0m\r\n\u001b[2m────────\u001b[0m\r\n";

/**
 * What a terminal shows, kept without a window. It answers what programs ask of a terminal, once, however many windows
 * look on. Nothing that a program prints reaches beyond it: titles, clipboards and links are the windows' to ignore.
 */
export class Screen {
  readonly #terminal: HeadlessTerminal;
  readonly #serialize = new SerializeAddon();

  constructor(options: {
    readonly columns: number;
    readonly rows: number;
    /** What it answers to the program. */
    readonly onAnswer: (text: string) => void;
  }) {
    this.#terminal = new headless.Terminal({
      cols: options.columns,
      rows: options.rows,
      scrollback: SCROLLBACK,
      allowProposedApi: true,
    });
    boundRepeats(this.#terminal);
    this.#terminal.loadAddon(this.#serialize);
    this.#terminal.onData(options.onAnswer);
  }

  /** Output in its order; `drawn` is called once it is on the screen. */
  write(text: string, drawn?: () => void): void {
    // The emulator lets others have their turn between two pieces, and a few characters can take it long.
    let from = 0;
    for (; text.length - from > PIECE; from += PIECE) this.#terminal.write(text.slice(from, from + PIECE));
    this.#terminal.write(text.slice(from), drawn);
  }

  /** Behind all that was written before. */
  resize(columns: number, rows: number): void {
    this.#terminal.write("", () => this.#terminal.resize(columns, rows));
  }

  /** All that was written until now, as text that draws it again. */
  snapshot(): Promise<{ readonly columns: number; readonly rows: number; readonly screen: string }> {
    return new Promise((resolve) => {
      this.#terminal.write("", () => {
        const { cols: columns, rows } = this.#terminal;
        resolve({ columns, rows, screen: this.#serialize.serialize() });
      });
    });
  }

  /** The last lines of all that was written until now, as plain text; lines that only the width broke are one. */
  lastLines(count: number): Promise<readonly string[]> {
    return new Promise((resolve) => {
      this.#terminal.write("", () => resolve(this.#readLines(count)));
    });
  }

  #readLines(count: number): readonly string[] {
    const buffer = this.#terminal.buffer.active;
    const lines: string[] = [];
    let broken = "";
    let row = buffer.length - 1;
    while (row >= 0 && buffer.getLine(row)?.translateToString(true) === "") row -= 1;
    for (; row >= 0 && lines.length < count; row -= 1) {
      const line = buffer.getLine(row);
      const text = (line?.translateToString(broken === "") ?? "") + broken;
      if (line?.isWrapped === true) broken = text;
      else {
        lines.push(text.trimEnd());
        broken = "";
      }
    }
    return lines.reverse();
  }

  dispose(): void {
    this.#terminal.dispose();
  }
}

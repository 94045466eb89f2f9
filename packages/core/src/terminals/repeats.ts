import type { Terminal } from "@xterm/headless";

/** Lines put in, taken out and scrolled: each time they are asked for, one by one. */
const ofLines = ["L", "M", "S", "T"];
/** Tabs, and the last character once more. */
const ofColumns = ["I", "Z", "b"];
/** No terminal has more columns. */
const WIDEST = 1_000;

/**
 * Passes over sequences that ask for more repeats than the screen has room for: a dozen characters would have the emulator
 * do something two thousand million times, or ask for more memory than there is, and end the host with it.
 */
export function boundRepeats(terminal: Pick<Terminal, "parser" | "rows">): void {
  const bound = (finals: readonly string[], most: () => number) => {
    for (const final of finals)
      terminal.parser.registerCsiHandler({ final }, ([count]) => typeof count === "number" && count > most());
  };
  bound(ofLines, () => terminal.rows);
  bound(ofColumns, () => WIDEST);
}

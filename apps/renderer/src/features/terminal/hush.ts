import type { Terminal } from "@xterm/xterm";

const rows = (terminal: Terminal): number => terminal.rows;
const widest = (): number => 1_000;
/**
 * Lines put in, taken out and scrolled, tabs, and the last character once more: what asks for more of them than there is
 * room for is passed over, as by the host's own screen. It would hold the window up for minutes.
 */
const mostRepeats = { L: rows, M: rows, S: rows, T: rows, I: widest, Z: widest, b: widest };

/**
 * What programs ask of a terminal is answered by the host's own screen, once, however many windows look on; and nothing
 * that is printed changes the window: not its colours, its title or the clipboard.
 */
export function hush(terminal: Terminal): void {
  const { parser } = terminal;
  const taken = () => true;
  for (const [final, most] of Object.entries(mostRepeats))
    parser.registerCsiHandler({ final }, ([count]) => typeof count === "number" && count > most(terminal));
  for (const id of [
    { final: "c" },
    { prefix: ">", final: "c" },
    { prefix: "=", final: "c" },
    { final: "n" },
    { prefix: "?", final: "n" },
    { prefix: ">", final: "q" },
    { intermediates: "$", final: "p" },
    { prefix: "?", intermediates: "$", final: "p" },
    { final: "t" },
  ])
    parser.registerCsiHandler(id, taken);
  for (const osc of [0, 1, 2, 4, 10, 11, 12, 50, 52, 104, 110, 111, 112]) parser.registerOscHandler(osc, taken);
  for (const id of [
    { intermediates: "$", final: "q" },
    { intermediates: "+", final: "q" },
  ])
    parser.registerDcsHandler(id, taken);
}

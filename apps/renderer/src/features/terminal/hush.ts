import type { Terminal } from "@xterm/xterm";

/**
 * What programs ask of a terminal is answered by the host's own screen, once, however many windows look on; and nothing
 * that is printed changes the window: not its colours, its title or the clipboard.
 */
export function hush({ parser }: Terminal): void {
  const taken = () => true;
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

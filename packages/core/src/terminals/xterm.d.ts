/** What the types of xterm's addons call the terminal, where there is no page: the headless one. */
export type { IBufferRange, IMarker, ITerminalAddon, Terminal } from "@xterm/headless";

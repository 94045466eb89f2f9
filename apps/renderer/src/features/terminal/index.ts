export { TerminalPanel } from "./TerminalPanel.tsx";
export { toggleTerminal, openTerminal } from "./toggle.ts";
export { useTerminals } from "./useTerminals.ts";

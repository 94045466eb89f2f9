export { TerminalPanel } from "./TerminalPanel.tsx";
export { openTerminal } from "./toggle.ts";
export { useTerminals } from "./useTerminals.ts";

import type { TerminalExit } from "@flightdeck/contract";

/** How something ended, in a line. */
export function exitWords({ exitCode, signal }: Pick<TerminalExit, "exitCode" | "signal">): string {
  if (exitCode === 0) return "Ended";
  return exitCode === null ? `Ended by ${signal ?? "a signal"}` : `Ended with code ${exitCode}`;
}

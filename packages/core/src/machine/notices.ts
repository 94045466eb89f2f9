import type { Offender } from "./guard.ts";

const amount = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

const hint = "Run it with fewer workers, or in parts; started again, it waits until there is room for it.";

/** What the agent and the person read at the end of the output of a command that had to go. */
export function stoppedByGuard(cause: Offender["cause"], usedBytes: number, limitBytes: number): string {
  const used = `This command used ${amount(usedBytes)}.`;
  return cause === "machine"
    ? `Stopped: the machine was running out of memory. ${used} ${hint}`
    : `Stopped: together the commands used more memory than the ${amount(limitBytes)} they may. ${used} ${hint}`;
}

export const stoppedByPerson = (queued: boolean): string =>
  queued ? "The person stopped this command while it waited for the machine." : "The person stopped this command.";

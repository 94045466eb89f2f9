import { readdirSync, readFileSync } from "node:fs";
import { signalGroup, signalProcess } from "./processTree.ts";

/** In the environment of everything that a terminal starts: which home's host the terminal belongs to. */
export const terminalVariable = "FLIGHTDECK_TERMINAL_OF";

/** Between the hang-up and the hard signal. */
const GRACE_MS = 100;
/** What forks while it is being killed is found in the next round; and dying takes a moment. */
const ROUNDS = 50;
const ROUND_MS = 10;

/** What of a terminal's session still runs, by the process that leads it. Empty where the system does not tell (anything but Linux). */
export function sessionMembers(leader: number, { origin }: { readonly origin?: string } = {}): number[] {
  if (process.platform !== "linux") return [];
  const mark = origin === undefined ? undefined : `${terminalVariable}=${origin}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && sessionOf(name) === leader && (mark === undefined || carries(name, mark)))
    .map(Number);
}

function sessionOf(pid: string): number | undefined {
  try {
    // "<pid> (<name>) <state> <parent> <group> <session> …"; one that only waits to be collected is over.
    const [, state, session] =
      /\) (\S) \d+ \d+ (\d+) /.exec(afterName(readFileSync(`/proc/${pid}/stat`, "utf8"))) ?? [];
    return state === "Z" || session === undefined ? undefined : Number(session);
  } catch {
    return undefined; // gone
  }
}

/** A process may have any name, brackets in it too. */
const afterName = (line: string): string => line.slice(line.lastIndexOf(")"));

function carries(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(mark);
  } catch {
    return false; // gone, or another user's
  }
}

/**
 * Ends a terminal's session as the closing of its window does: a hang-up, then the hard signal for what stays. What made
 * a session of its own (a daemon, another app's window) is not the terminal's any more. `ended`: its leader is gone, so
 * that its number may be another's by now and only what carries the mark counts.
 */
export async function endSession(
  leader: number,
  { origin, ended }: { readonly origin: string; readonly ended: boolean },
): Promise<void> {
  const members = (): number[] => sessionMembers(leader, ended ? { origin } : {});
  const signal = (which: NodeJS.Signals): void => {
    for (const pid of members()) signalProcess(pid, which);
    if (!ended) signalGroup(leader, which);
  };
  if (ended && members().length === 0) return;
  signal("SIGHUP");
  signal("SIGCONT");
  await pause(GRACE_MS);
  for (let round = 0; round < ROUNDS; round += 1) {
    signal("SIGKILL");
    if (members().length === 0) return;
    await pause(ROUND_MS);
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

import type { BackgroundState } from "@flightdeck/contract";
import { followBackground } from "./background.ts";
import type { Host } from "./host.ts";
import { openLog } from "./log.ts";

/** A host that stays: its automations begin by themselves, until it is closed. */
export interface Staying {
  /** Looks at what is due now: the machine slept. */
  woke(): void;
  pauseAll(paused: boolean): void;
  /** Keeps what the person said about the end of the last window. */
  keepClosing(closing: BackgroundState["closing"]): void;
  end(): void;
}

/** Lets the automations of a host begin by themselves, and tells how they stand whenever that says something else. */
export function stay(host: Host, tell: (state: BackgroundState) => void): Staying {
  const { automations, settings } = host.core;
  const report = openLog(host.home);
  const end = new AbortController();
  const orReport = (done: Promise<void>) =>
    void done.catch((error: unknown) => report("automations could not be told", error));
  const follow = () =>
    followBackground({
      sources: {
        automations: automations.watch,
        runs: automations.watchOpenRuns,
        settings: settings.watch,
      },
      tell,
      report,
      signal: end.signal,
    });
  // First the due times, which what is told is made of: nothing is reckoned twice.
  void automations
    .begin()
    .catch((error: unknown) => report("automations could not begin", error))
    .then(() => !end.signal.aborted && follow());
  return {
    woke: () => orReport(automations.look()),
    pauseAll: (paused) => orReport(automations.setAllPaused(paused)),
    keepClosing: (background) =>
      orReport(Promise.resolve().then(() => void settings.update({ automations: { background } }))),
    end: () => end.abort(),
  };
}

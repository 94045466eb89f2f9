import type { AutomationsEvent, BackgroundState, RunsEvent } from "@flightdeck/contract";
import { type BackgroundSources, followBackground } from "./background.ts";
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
  const end = new AbortController();
  followBackground({ sources: sourcesOf(host), tell, report: openLog(host.home), signal: end.signal });
  return {
    woke: () => undefined,
    pauseAll: () => undefined,
    keepClosing: (background) => void host.core.settings.update({ automations: { background } }),
    end: () => end.abort(),
  };
}

const sourcesOf = ({ core }: Host): BackgroundSources => ({
  automations: (signal) => once<AutomationsEvent>({ type: "snapshot", rows: [], allPaused: false }, signal),
  runs: (signal) => once<RunsEvent>({ type: "snapshot", runs: [] }, signal),
  settings: (signal) => core.settings.watch(signal),
});

async function* once<Event>(event: Event, signal: AbortSignal): AsyncGenerator<Event, void, void> {
  yield event;
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
}

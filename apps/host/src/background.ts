import type {
  AutomationId,
  AutomationsEvent,
  AutomationRow,
  BackgroundState,
  Run,
  RunId,
  RunsEvent,
  Settings,
  SettingsEvent,
} from "@flightdeck/contract";

/** Where what goes on is heard of: watches of the contract. */
export interface BackgroundSources {
  automations(signal: AbortSignal): AsyncIterable<AutomationsEvent>;
  runs(signal: AbortSignal): AsyncIterable<RunsEvent>;
  settings(signal: AbortSignal): AsyncIterable<SettingsEvent>;
}

/** What came within so many milliseconds is told together. */
const TOGETHER = 50;

/**
 * Follows automations, their runs and the settings until it is stopped. Tells how they stand once that is known, and
 * again whenever it says something else.
 */
export function followBackground(options: {
  readonly sources: BackgroundSources;
  readonly tell: (state: BackgroundState) => void;
  readonly report: (message: string, error: unknown) => void;
  readonly signal: AbortSignal;
}): void {
  const { sources, tell, report, signal } = options;
  const rows = new Map<AutomationId, Pick<AutomationRow, "nextAt"> & { readonly on: boolean }>();
  const open = new Map<RunId, Run>();
  let allPaused = false;
  let settings: Settings["automations"] | undefined;
  let heard = { automations: false, runs: false };
  let told = "";
  let soon: NodeJS.Timeout | undefined;

  const tellNow = () => {
    soon = undefined;
    if (signal.aborted || settings === undefined || !heard.automations || !heard.runs) return;
    const state = stateOf({ rows: [...rows.values()], runs: [...open.values()], allPaused, settings });
    const text = JSON.stringify(state);
    if (text === told) return;
    told = text;
    tell(state);
  };
  const follow = async <Event>(events: AsyncIterable<Event>, see: (event: Event) => void) => {
    try {
      for await (const event of events) {
        see(event);
        soon ??= setTimeout(tellNow, TOGETHER);
      }
    } catch (error) {
      if (!signal.aborted) report("what automations do is no longer followed", error);
    }
  };
  const seeRow = ({ id, paused, trigger, problem, nextAt }: AutomationRow) =>
    rows.set(id, { on: !paused && trigger.kind !== "manual" && problem === undefined, nextAt });
  const seeRun = (run: Run) => {
    const isOpen = run.state === "running" || run.state === "parked";
    if (isOpen) open.set(run.id, run);
    else open.delete(run.id);
  };

  void follow(sources.automations(signal), (event) => {
    switch (event.type) {
      case "snapshot":
        heard = { ...heard, automations: true };
        rows.clear();
        event.rows.forEach(seeRow);
        allPaused = event.allPaused;
        return;
      case "changed":
        return void seeRow(event.row);
      case "removed":
        return void rows.delete(event.automationId);
      case "all_paused":
        allPaused = event.allPaused;
    }
  });
  void follow(sources.runs(signal), (event) => {
    if (event.type === "changed") return seeRun(event.run);
    heard = { ...heard, runs: true };
    open.clear();
    event.runs.forEach(seeRun);
  });
  void follow(sources.settings(signal), (event) => {
    settings = event.settings.automations;
  });
}

function stateOf({
  rows,
  runs,
  allPaused,
  settings,
}: {
  readonly rows: readonly { readonly on: boolean; readonly nextAt?: number | undefined }[];
  readonly runs: readonly Run[];
  readonly allPaused: boolean;
  readonly settings: Settings["automations"];
}): BackgroundState {
  const on = allPaused ? [] : rows.filter((row) => row.on);
  const due = on.flatMap(({ nextAt }) => nextAt ?? []);
  const running = runs.filter(({ state }) => state === "running").length;
  return {
    automations: rows.length,
    on: on.length,
    allPaused,
    ...(due.length > 0 && { nextAt: due.reduce((a, b) => Math.min(a, b)) }),
    running,
    parked: runs.flatMap(({ state, threadId, automationName }) =>
      state === "parked" && threadId !== undefined ? [{ threadId, title: automationName }] : [],
    ),
    closing: settings.background,
    login: settings.login,
    awake: settings.awake && running > 0,
  };
}

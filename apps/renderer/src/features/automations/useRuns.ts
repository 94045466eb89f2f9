import type { AutomationId, Run, RunId, RunsEvent } from "@flightdeck/contract";
import { useCallback, useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";

/** So many are shown at first. */
export const FEW_RUNS = 14;
const MORE_RUNS = 50;

export interface Runs {
  readonly runs: readonly Run[];
  readonly loaded: boolean;
  /** There may be earlier ones. */
  readonly more: boolean;
  readonly failure?: Failure;
}

const none: Runs = { runs: [], loaded: false, more: false };

/** Runs with some more or newer ones, the newest first, each once. */
export function withRuns(before: readonly Run[], more: readonly Run[]): readonly Run[] {
  const byId = new Map<RunId, Run>([...before, ...more].map((run) => [run.id, run]));
  return [...byId.values()].sort((a, b) => b.dueAt - a.dueAt || (a.id < b.id ? 1 : -1));
}

/** The runs of an automation, kept up to date while somebody looks: of one alone, for as long as the caller is there. */
export function useRuns(automationId: AutomationId): Runs & { readonly earlier: () => void } {
  const { client, connection } = useApp();
  const [state, setState] = useState(none);
  useEffect(() => {
    const life = new AbortController();
    void follow<RunsEvent>({
      connection,
      signal: life.signal,
      open: (signal) => client.automations.watchRuns({ automationId, limit: FEW_RUNS }, { signal }),
      onEvent: (event) =>
        setState((before) => ({
          ...before,
          loaded: true,
          runs: withRuns(before.runs, event.type === "snapshot" ? event.runs : [event.run]),
          more: event.type === "snapshot" && !before.loaded ? event.runs.length >= FEW_RUNS : before.more,
          failure: undefined,
        })),
      onRefused: (failure) => setState((before) => ({ ...before, failure })),
    });
    return () => life.abort();
  }, [client, connection, automationId]);
  const oldest = state.runs.at(-1)?.id;
  const earlier = useCallback(() => {
    if (oldest === undefined) return;
    client.automations.earlierRuns({ automationId, before: oldest, limit: MORE_RUNS }).then(
      (page) =>
        setState((before) => ({
          ...before,
          runs: withRuns(before.runs, page),
          more: page.length >= MORE_RUNS,
          failure: undefined,
        })),
      (error: unknown) => setState((before) => ({ ...before, failure: readFailure(error) })),
    );
  }, [client, automationId, oldest]);
  return { ...state, earlier };
}

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

/**
 * What is known with the newest told anew. Earlier ones stay where they join on: between others there may be some that
 * nobody told.
 */
export function withNewest(before: Pick<Runs, "runs" | "more">, newest: readonly Run[]): Pick<Runs, "runs" | "more"> {
  const last = newest.at(-1);
  const full = newest.length >= FEW_RUNS;
  const joins = last !== undefined && before.runs.some(({ id }) => id === last.id);
  return joins
    ? { runs: withRuns(before.runs, newest), more: before.more }
    : { runs: withRuns([], newest), more: full };
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
          ...(event.type === "snapshot"
            ? withNewest(before, event.runs)
            : { runs: withRuns(before.runs, [event.run]) }),
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

import type { AutomationId, AutomationRow, AutomationsEvent } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, type Failure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";

export interface Automations {
  readonly loaded: boolean;
  readonly rows: ReadonlyMap<AutomationId, AutomationRow>;
  /** Nothing begins by itself, whatever the automations' own switches say. */
  readonly allPaused: boolean;
  /** Why the host does not tell them. */
  readonly failure?: Failure;
}

export type AutomationsStore = Pick<StoreApi<Automations>, "getState" | "subscribe">;

/** All automations, kept up to date. */
export function createAutomations(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
}): AutomationsStore {
  const store = createStore<Automations>(() => ({ loaded: false, rows: new Map(), allPaused: false }));
  void follow<AutomationsEvent>({
    connection: context.connection,
    signal: context.signal,
    open: (signal) => context.client.automations.watch({}, { signal }),
    onEvent: (event) => store.setState(withEvent(store.getState(), event), true),
    onRefused: (failure) => store.setState({ failure }),
  });
  return store;
}

/** The automations after one more event. */
export function withEvent(state: Automations, event: AutomationsEvent): Automations {
  switch (event.type) {
    case "snapshot":
      return { loaded: true, rows: new Map(event.rows.map((row) => [row.id, row])), allPaused: event.allPaused };
    case "changed":
      return { ...state, rows: new Map(state.rows).set(event.row.id, event.row) };
    case "removed": {
      const rows = new Map(state.rows);
      rows.delete(event.automationId);
      return { ...state, rows };
    }
    case "all_paused":
      return { ...state, allPaused: event.allPaused };
  }
}

/** The next due time of all; undefined when nothing begins by a clock. */
export function nextDue({ rows, allPaused }: Pick<Automations, "rows" | "allPaused">): number | undefined {
  if (allPaused) return undefined;
  let next: number | undefined;
  for (const { nextAt, paused } of rows.values())
    if (!paused && nextAt !== undefined && (next === undefined || nextAt < next)) next = nextAt;
  return next;
}

import type { Project, ProjectListEvent } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";

export interface Projects {
  readonly loaded: boolean;
  readonly projects: readonly Project[];
}

export type ProjectsStore = Pick<StoreApi<Projects>, "getState" | "subscribe">;

export function createProjects(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
}): ProjectsStore {
  const store = createStore<Projects>(() => ({ loaded: false, projects: [] }));
  void follow<ProjectListEvent>({
    connection: context.connection,
    signal: context.signal,
    open: (signal) => context.client.projects.watch({}, { signal }),
    onEvent: (event) => store.setState({ loaded: true, projects: event.projects }, true),
  });
  return store;
}

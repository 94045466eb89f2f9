import type { Settings, SettingsEvent } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";

export interface SettingsState {
  /** Undefined until the host has told them. */
  readonly settings?: Settings;
  readonly problems: SettingsEvent["problems"];
  readonly origins: SettingsEvent["origins"];
}

export type SettingsStore = Pick<StoreApi<SettingsState>, "getState" | "subscribe">;

export function createSettings(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
}): SettingsStore {
  const store = createStore<SettingsState>(() => ({ problems: [], origins: {} }));
  void follow<SettingsEvent>({
    connection: context.connection,
    signal: context.signal,
    open: (signal) => context.client.settings.watch({}, { signal }),
    onEvent: (event) => store.setState(event, true),
  });
  return store;
}

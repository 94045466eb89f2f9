import type { Model, ModelAccess } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, ConnectionLost, type Failure, readFailure } from "../../client.ts";

export interface Models {
  /** Undefined until they were read once. */
  readonly access?: ModelAccess;
  readonly models: readonly Model[];
  readonly defaultModel?: string;
  readonly failure?: Failure;
}

export interface ModelsStore extends Pick<StoreApi<Models>, "getState" | "subscribe"> {
  /** Reads them again, after the access was changed. */
  readonly reload: () => Promise<void>;
}

/** The models at hand, read at each new connection. */
export function createModels(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
}): ModelsStore {
  const { client, connection, signal } = context;
  const store = createStore<Models>(() => ({ models: [] }));
  const reload = async () => {
    try {
      store.setState(await client.models.list({}, { signal }), true);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) store.setState({ failure: readFailure(error) });
    }
  };
  let epoch = 0;
  const follow = () => {
    const now = connection.getState();
    if (now.state !== "open" || now.epoch === epoch) return;
    epoch = now.epoch;
    void reload();
  };
  signal.addEventListener("abort", connection.subscribe(follow), { once: true });
  follow();
  return { getState: store.getState, subscribe: store.subscribe, reload };
}

import type { Model, ModelAccess, Provider } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, ConnectionLost, type Failure, readFailure } from "../../client.ts";

export interface Models {
  /** Undefined until they were read once. */
  readonly access?: ModelAccess;
  readonly models: readonly Model[];
  readonly providers: readonly Provider[];
  /** The host asks the providers and looks for local servers. */
  readonly looking?: boolean;
  readonly defaultModel?: string;
  readonly failure?: Failure;
}

export interface ModelsStore extends Pick<StoreApi<Models>, "getState" | "subscribe"> {
  /** Reads them again, after the access was changed. */
  readonly reload: () => Promise<void>;
  /** Has the host look for models again, then reads them. */
  readonly look: () => Promise<void>;
  /** The same when the last look is long ago. */
  readonly lookIfOld: () => void;
}

/** A local server may have been started or stopped since. */
const fresh = 30_000;

/** The models at hand, read at each new connection. */
export function createModels(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
  readonly now?: () => number;
}): ModelsStore {
  const { client, connection, signal, now = Date.now } = context;
  const store = createStore<Models>(() => ({ models: [], providers: [] }));
  let looked = 0;
  const reload = async () => {
    try {
      const { looking } = store.getState();
      store.setState({ ...(await client.models.list({}, { signal })), looking }, true);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) store.setState({ failure: readFailure(error) });
    }
  };
  const look = async () => {
    looked = now();
    store.setState({ looking: true });
    try {
      await client.models.refresh({}, { signal });
    } catch (error) {
      if (!(error instanceof ConnectionLost)) store.setState({ failure: readFailure(error) });
    }
    store.setState({ looking: false });
    await reload();
  };
  const lookIfOld = () => {
    if (store.getState().looking !== true && now() - looked > fresh) void look();
  };
  let epoch = 0;
  const follow = () => {
    const state = connection.getState();
    if (state.state !== "open" || state.epoch === epoch) return;
    epoch = state.epoch;
    void reload().then(look);
  };
  signal.addEventListener("abort", connection.subscribe(follow), { once: true });
  follow();
  return { getState: store.getState, subscribe: store.subscribe, reload, look, lookIfOld };
}

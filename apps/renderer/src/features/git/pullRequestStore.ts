import type { PullRequestStanding, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type Failure, readFailure } from "../../client.ts";

/** A thread's pull request as the window last read it. */
export interface PullRequestState {
  readonly standing?: PullRequestStanding;
  readonly failure?: Failure;
  readonly reading: boolean;
}

export interface PullRequestStore extends Pick<StoreApi<PullRequestState>, "getState" | "subscribe"> {
  /** Asks the forge now. */
  readonly read: () => void;
  /** Reads once, and again when the person comes back to the window, until the signal aborts. */
  readonly run: (signal: AbortSignal) => void;
}

/** Who only switches windows does not ask the forge each time. */
const FRESH = 10_000;
/** While checks run they are looked at again, ever more seldom. */
const PAUSES = [15_000, 30_000, 60_000, 120_000, 300_000];

/** Reads a thread's pull request when somebody looks at it. Nothing is asked while nobody does. */
export function createPullRequestStore({
  client,
  threadId,
  window,
  now,
}: {
  readonly client: Client;
  readonly threadId: ThreadId;
  readonly window: Window;
  readonly now: () => number;
}): PullRequestStore {
  const store = createStore<PullRequestState>(() => ({ reading: false }));
  let running = AbortSignal.abort();
  let last = Number.NEGATIVE_INFINITY;
  let timer: number | undefined;
  let looks = 0;

  const isRunning = () => {
    const { standing } = store.getState();
    return standing?.kind === "found" && standing.pullRequest.everyCheck.some(({ state }) => state === "running");
  };
  const lookLater = () => {
    window.clearTimeout(timer);
    if (running.aborted || !isRunning()) {
      looks = 0;
      return;
    }
    const pause = PAUSES[Math.min(looks, PAUSES.length - 1)];
    looks += 1;
    timer = window.setTimeout(() => {
      // In a hidden window nobody looks; its focus reads again.
      if (window.document.visibilityState === "visible") void read();
    }, pause);
  };
  const read = async () => {
    const signal = running;
    if (signal.aborted || store.getState().reading) return;
    window.clearTimeout(timer);
    last = now();
    store.setState({ reading: true });
    try {
      const standing = await client.pullRequests.read({ threadId }, { signal });
      if (!signal.aborted) store.setState({ standing, failure: undefined });
    } catch (error) {
      if (!signal.aborted) store.setState({ failure: readFailure(error) });
    } finally {
      store.setState({ reading: false });
      lookLater();
    }
  };
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    read: () => {
      looks = 0;
      void read();
    },
    run(signal) {
      running = signal;
      const onFocus = () => {
        if (now() - last > FRESH) void read();
      };
      window.addEventListener("focus", onFocus, { signal });
      signal.addEventListener("abort", () => window.clearTimeout(timer), { once: true });
      void read();
    },
  };
}

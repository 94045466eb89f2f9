import type { FindingId, Findings, PlacedFinding, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import type { ReviewStore } from "../review/store.ts";

/** What the window knows of a thread's findings, placed in the diff that is shown. */
export interface FindingsState extends Findings {
  /** The host was asked, and answered. */
  readonly known: boolean;
  /** Those that the person chose to send. */
  readonly chosen: ReadonlySet<FindingId>;
}

export interface FindingsStore extends Pick<StoreApi<FindingsState>, "getState" | "subscribe"> {
  readonly choose: (id: FindingId, chosen: boolean) => void;
  readonly clear: () => void;
  readonly refresh: () => void;
  /** Follows the thread's findings and the diff until the signal aborts. */
  readonly run: (signal: AbortSignal) => void;
}

/** The findings beside one review. What is there stays in place while something newer is fetched. */
export function createFindings(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly threadId: ThreadId;
  readonly review: Pick<ReviewStore, "getState" | "subscribe">;
}): FindingsStore {
  const { client, threadId, review } = context;
  const store = createStore<FindingsState>(() => ({ findings: [], current: false, known: false, chosen: new Set() }));
  let running: AbortSignal = AbortSignal.abort();
  let current = new AbortController();

  const refresh = async () => {
    current.abort();
    current = new AbortController();
    const signal = AbortSignal.any([running, current.signal]);
    if (signal.aborted) return;
    try {
      const found = await client.findings.list({ threadId, scope: review.getState().scope }, { signal });
      if (signal.aborted) return;
      const before = store.getState();
      const open = new Set(found.findings.filter(({ state }) => state === "open").map(({ id }) => id));
      store.setState(
        {
          ...found,
          findings: keptWhere(before.findings, found.findings),
          known: true,
          chosen: new Set([...before.chosen].filter((id) => open.has(id))),
        },
        true,
      );
    } catch {
      // The review says what keeps it from being read.
      if (!signal.aborted) store.setState({ known: true });
    }
  };

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    choose: (id, chosen) => {
      const next = new Set(store.getState().chosen);
      if (chosen) next.add(id);
      else next.delete(id);
      store.setState({ chosen: next });
    },
    clear: () => store.setState({ chosen: new Set() }),
    refresh: () => void refresh(),
    run: (signal) => {
      running = signal;
      let seen = "";
      const look = () => {
        const { scope, diff, settled } = review.getState();
        if (!settled) return;
        const now = `${JSON.stringify(scope)} ${diff?.fingerprint}`;
        if (now === seen) return;
        seen = now;
        void refresh();
      };
      const unsubscribe = review.subscribe(look);
      signal.addEventListener("abort", unsubscribe, { once: true });
      void follow<{ readonly revision: number }>({
        connection: context.connection,
        signal,
        open: (life) => client.findings.watch({ threadId }, { signal: life }),
        onEvent: () => review.getState().settled && void refresh(),
      });
      look();
    },
  };
}

/** The same objects as before for what did not change, so that nothing is drawn again for them. */
function keptWhere(before: readonly PlacedFinding[], now: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const known = new Map(before.map((finding) => [finding.id, finding]));
  return now.map((finding) => {
    const old = known.get(finding.id);
    return old !== undefined && JSON.stringify(old) === JSON.stringify(finding) ? old : finding;
  });
}

import { type ConnectionStore, ConnectionLost, type Failure, readFailure } from "../client.ts";

export interface Follow<Event> {
  readonly connection: ConnectionStore;
  /** Opens the watch; called again after each new connection, so it reads where to resume from itself. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>;
  readonly onEvent: (event: Event) => void;
  /** The host said no. It is asked again only after the next connection. */
  readonly onRefused?: (failure: Failure) => void;
  readonly signal: AbortSignal;
}

/** Keeps a watch going over lost connections until the signal aborts. Must not throw. */
export async function follow<Event>({ connection, open, onEvent, onRefused, signal }: Follow<Event>): Promise<void> {
  let epoch = -1;
  while (!signal.aborted) {
    epoch = await openedAfter(connection, epoch, signal);
    if (signal.aborted) return;
    let events = 1; // a watch that ends is opened again only if it had said something
    while (events > 0 && !signal.aborted && connection.getState().epoch === epoch) {
      events = 0;
      try {
        for await (const event of await open(signal)) {
          if (signal.aborted) return;
          events += 1;
          onEvent(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ConnectionLost)) onRefused?.(readFailure(error));
        break;
      }
    }
  }
}

/** Resolves with the number of the first open connection that is newer than `epoch`. */
function openedAfter(connection: ConnectionStore, epoch: number, signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    const settle = () => {
      const now = connection.getState();
      if (!signal.aborted && (now.state !== "open" || now.epoch <= epoch)) return;
      unsubscribe();
      signal.removeEventListener("abort", settle);
      resolve(now.epoch);
    };
    const unsubscribe = connection.subscribe(settle);
    signal.addEventListener("abort", settle);
    settle();
  });
}

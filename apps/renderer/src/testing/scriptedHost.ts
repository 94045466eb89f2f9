import { contract, type ErrorCode, type Thread, type ThreadWatchEvent, ThreadId } from "@flightdeck/contract";
import { RPCLink } from "@orpc/client/message-port";
import { implement } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { type Connected, connect, type TransportEvents } from "../client.ts";

interface Watcher {
  readonly after: number | undefined;
  readonly say: (event: ThreadWatchEvent) => void;
}

/** A host that speaks the contract over a real port, says what the test tells it to, and can be killed and started again. */
export interface ScriptedHost extends Connected, Disposable {
  /** Opens a new link, as a host that was started (again) does. */
  readonly start: () => void;
  /** The link dies without a word. */
  readonly kill: () => void;
  /** The next watch of a thread, once it was opened. */
  readonly watched: () => Promise<Watcher>;
  /** How many watches are open now. */
  readonly watching: () => number;
  /** What threads.earlier answers with. */
  page: Pick<Thread, "turns" | "earlierTurns">;
  /** What every command is refused with. */
  refusal: ErrorCode | undefined;
  /** Commands do not answer while this is set. */
  hang: boolean;
}

export function scriptedHost(): ScriptedHost {
  const life = new AbortController();
  const opened: Watcher[] = [];
  const waiting: ((watcher: Watcher) => void)[] = [];
  let watching = 0;
  let port: MessagePort | undefined;
  let events: TransportEvents | undefined;

  async function* watch(after: number | undefined, signal: AbortSignal | undefined): AsyncGenerator<ThreadWatchEvent> {
    const said: ThreadWatchEvent[] = [];
    let wake = () => {};
    const watcher: Watcher = {
      after,
      say(event) {
        said.push(event);
        wake();
      },
    };
    watching += 1;
    signal?.addEventListener("abort", () => wake());
    const next = waiting.shift();
    if (next === undefined) opened.push(watcher);
    else next(watcher);
    try {
      while (signal?.aborted !== true) {
        const event = said.shift();
        if (event === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else yield event;
        if (event?.type === "resync") return;
      }
    } finally {
      watching -= 1;
    }
  }

  const os = implement(contract);
  const router = {
    threads: {
      watch: os.threads.watch.handler(({ input, errors, signal }) => {
        if (input.threadId === ThreadId.parse("gone")) throw errors.thread_not_found();
        return watch(input.after, signal);
      }),
      earlier: os.threads.earlier.handler(() => host.page),
      rename: os.threads.rename.handler(async ({ errors }) => {
        if (host.hang) await new Promise(() => {});
        if (host.refusal === "thread_not_found") throw errors.thread_not_found({ data: { detail: "t1" } });
        if (host.refusal !== undefined) throw new Error("not one of ours");
      }),
    },
  };

  const connected = connect(
    (given) => (events = given),
    () => 5,
    life.signal,
  );
  const host: ScriptedHost = {
    ...connected,
    page: { turns: [], earlierTurns: 0 },
    refusal: undefined,
    hang: false,
    start() {
      const { port1, port2 } = new MessageChannel();
      port = port2;
      new RPCHandler(router).upgrade(port2);
      port2.start();
      port1.addEventListener("close", () => events?.lost());
      port1.start();
      events?.opened(new RPCLink({ port: port1 }));
    },
    kill: () => port?.close(),
    watched: () => {
      const watcher = opened.shift();
      return watcher === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(watcher);
    },
    watching: () => watching,
    [Symbol.dispose]() {
      life.abort();
      port?.close();
    },
  };
  return host;
}

/** Resolves once a store's state is as wanted. */
export function until<State>(
  store: { readonly getState: () => State; readonly subscribe: (listener: () => void) => () => void },
  wanted: (state: State) => boolean,
): Promise<State> {
  return new Promise((resolve) => {
    const look = () => {
      const state = store.getState();
      if (!wanted(state)) return;
      unsubscribe();
      resolve(state);
    };
    const unsubscribe = store.subscribe(look);
    look();
  });
}

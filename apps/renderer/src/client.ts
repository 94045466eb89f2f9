// The one file that knows a transport. Everything else calls the typed client and reads the connection store.
import { type ClientLink, createORPCClient, ORPCError } from "@orpc/client";
import { RPCLink as MessagePortLink } from "@orpc/client/message-port";
import { RPCLink as WebSocketLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import type { Contract, ErrorCode, HostPortMessage } from "@flightdeck/contract";
import { errorMessages } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";

/** Every method of the contract, typed; watches answer with async iterables. */
export type Client = ContractRouterClient<Contract>;

/** How the window stands to its host. `epoch` grows with each new connection. */
export type Connection =
  | { readonly state: "connecting"; readonly epoch: number }
  | { readonly state: "open"; readonly epoch: number }
  | { readonly state: "lost"; readonly epoch: number; readonly since: number };

export type ConnectionStore = Pick<StoreApi<Connection>, "getState" | "subscribe">;

/** Thrown to callers whose request was under way, or came, while there was no host to answer. */
export class ConnectionLost extends Error {
  constructor() {
    super("Flightdeck's host is not reachable; it will be tried again by itself");
    this.name = "ConnectionLost";
  }
}

type Link = ClientLink<Record<never, never>>;

/** What a transport tells the connection. It announces each link it opens and each one it loses. */
export interface TransportEvents {
  opened(link: Link): void;
  lost(): void;
}

/** Keeps a link to the host up until the signal aborts. */
export type Transport = (events: TransportEvents, signal: AbortSignal) => void;

export interface Connected {
  readonly client: Client;
  readonly connection: ConnectionStore;
}

/** A client that survives its links: calls wait for the first link, fail at once while there is none, and never hang on a dead one. */
export function connect(transport: Transport, now: () => number, signal: AbortSignal): Connected {
  const connection = createStore<Connection>(() => ({ state: "connecting", epoch: 0 }));
  let current: { readonly link: Link; readonly gone: AbortController } | undefined;

  transport(
    {
      opened(link) {
        current?.gone.abort(new ConnectionLost());
        current = { link, gone: new AbortController() };
        connection.setState({ state: "open", epoch: connection.getState().epoch + 1 }, true);
      },
      lost() {
        current?.gone.abort(new ConnectionLost());
        current = undefined;
        const before = connection.getState();
        const since = before.state === "lost" ? before.since : now();
        connection.setState({ state: "lost", epoch: before.epoch, since }, true);
      },
    },
    signal,
  );

  const link: Link = {
    async call(path, input, options) {
      if (current === undefined) await firstLink(connection, options.signal ?? signal);
      const held = current;
      if (held === undefined) throw new ConnectionLost();
      const answer = held.link.call(path, input, options);
      const output = await orGone(answer, held.gone.signal);
      return isAsyncIterator(output) ? surviving(output, held.gone.signal) : output;
    },
  };
  return { client: createORPCClient(link), connection };
}

/** Waits until there is a host. */
export const untilOpen = (connection: ConnectionStore, signal: AbortSignal): Promise<void> =>
  until(connection, ({ state }) => state === "open", signal);

/** Waits while connecting; a lost connection is not waited for, so that a person hears at once. */
const firstLink = (connection: ConnectionStore, signal: AbortSignal): Promise<void> =>
  until(connection, ({ state }) => state !== "connecting", signal);

function until(connection: ConnectionStore, holds: (now: Connection) => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (!holds(connection.getState())) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = connection.subscribe(settle);
    signal.addEventListener("abort", () => (unsubscribe(), reject(signal.reason as Error)), { once: true });
    settle();
  });
}

function orGone<T>(work: Promise<T>, gone: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(gone.reason as Error);
    if (gone.aborted) return lost();
    gone.addEventListener("abort", lost, { once: true });
    work
      .then(resolve, (error: unknown) => reject(gone.aborted ? gone.reason : error))
      .finally(() => gone.removeEventListener("abort", lost));
  });
}

const isAsyncIterator = (value: unknown): value is AsyncIterableIterator<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

async function* surviving(events: AsyncIterableIterator<unknown>, gone: AbortSignal) {
  try {
    while (true) {
      const next = await orGone(events.next(), gone);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // A dead link cannot be told; a live one is, so that the host ends the watch.
    if (!gone.aborted) await events.return?.();
  }
}

/** A served host: the token travels in the address once and is kept for this tab alone. */
export function webSocketTransport(
  location: Pick<Location, "hash" | "pathname" | "search" | "host" | "protocol">,
  storage: Pick<Storage, "getItem" | "setItem">,
  history: Pick<History, "state" | "replaceState">,
): Transport {
  const given = /(?:^#|&)token=([^&]+)/.exec(location.hash)?.[1];
  if (given !== undefined) {
    storage.setItem("flightdeck.token", decodeURIComponent(given));
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  const token = storage.getItem("flightdeck.token") ?? "";
  const secure = location.protocol === "https:" ? "wss" : "ws";
  const url = `${secure}://${location.host}/rpc?token=${encodeURIComponent(token)}`;
  return (events, signal) => {
    let attempt = 0;
    const open = () => {
      if (signal.aborted) return;
      const socket = new WebSocket(url);
      socket.binaryType = "arraybuffer";
      const close = () => socket.close();
      signal.addEventListener("abort", close, { once: true });
      socket.addEventListener("open", () => {
        attempt = 0;
        events.opened(new WebSocketLink({ websocket: socket }));
      });
      socket.addEventListener("close", () => {
        signal.removeEventListener("abort", close);
        if (signal.aborted) return;
        attempt += 1;
        events.lost();
        setTimeout(open, Math.min(250 * 2 ** Math.min(attempt - 1, 5), 5000));
      });
    };
    open();
  };
}

/** The desktop shell hands over a port to its host, and another one each time the host was started again. */
export function shellTransport(window: Window): Transport {
  return (events, signal) => {
    let held: MessagePort | undefined;
    const onMessage = (event: MessageEvent<unknown>) => {
      const data = event.data as Partial<HostPortMessage> | null; // from our own preload; anything else has no such type
      const port = event.ports[0];
      if (event.source !== window || data?.type !== "flightdeck:port" || port === undefined) return;
      held?.close();
      held = port;
      const link = new MessagePortLink({ port });
      port.addEventListener("close", () => {
        if (held !== port) return;
        held = undefined;
        events.lost();
      });
      port.start();
      events.opened(link);
    };
    window.addEventListener("message", onMessage);
    signal.addEventListener("abort", () => {
      window.removeEventListener("message", onMessage);
      held?.close();
    });
  };
}

/** What went wrong, for the place where the person looks. */
export interface Failure {
  readonly code: ErrorCode | "connection_lost";
  readonly message: string;
  readonly detail?: string;
}

/** Reads whatever a call threw. Typed errors keep their code; all else is "internal". */
export function readFailure(error: unknown): Failure {
  if (error instanceof ConnectionLost) return { code: "connection_lost", message: error.message };
  if (error instanceof ORPCError) {
    const known = error.code in errorMessages;
    const data = error.data as { readonly detail?: unknown } | undefined; // the contract's ErrorData, or an oRPC error's own
    const detail = typeof data?.detail === "string" ? data.detail : undefined;
    if (known) return { code: error.code as ErrorCode, message: error.message, detail };
    if (error.code === "BAD_REQUEST") return { code: "input_invalid", message: errorMessages.input_invalid, detail };
    return { code: "internal", message: error.message || errorMessages.internal, detail };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: errorMessages.internal, detail };
}

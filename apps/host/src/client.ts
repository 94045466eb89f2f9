import type { contract } from "@flightdeck/contract";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import WebSocket from "ws";

/** The contract as a client calls it, whatever lies between. */
export type Client = ContractRouterClient<typeof contract>;

export interface Connection {
  readonly client: Client;
  /** Settles when the other side is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Connects to a host over a WebSocket; `ws+unix:` reaches the local one. Rejects when nobody answers. */
export async function connectTo(address: string): Promise<Connection> {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => undefined); // a close follows
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const link = new RPCLink({
    websocket: {
      // ws has the shape of the browser's socket; its types differ in the events' extras alone.
      addEventListener: socket.addEventListener.bind(socket) as globalThis.WebSocket["addEventListener"],
      removeEventListener: socket.removeEventListener.bind(socket) as globalThis.WebSocket["removeEventListener"],
      readyState: WebSocket.OPEN,
      // A watch that ends with its connection says so when nobody listens any more.
      send: (data) => socket.readyState === WebSocket.OPEN && socket.send(data as Uint8Array),
    },
  });
  return { client: createORPCClient(link), closed, close: () => socket.close() };
}

/** The socket's address for the URL that `flightdeck serve` prints. */
export function rpcAddress(url: string): string {
  const { host, hash } = new URL(url);
  return `ws://${host}/rpc?token=${encodeURIComponent(new URLSearchParams(hash.slice(1)).get("token") ?? "")}`;
}

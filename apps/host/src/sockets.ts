import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Router } from "@flightdeck/core";
import { RPCHandler } from "@orpc/server/ws";
import { type WebSocket, WebSocketServer } from "ws";

/** One message of a client: the largest brings a file of 20 MiB in base64. */
const MESSAGE_LIMIT = 32 * 1024 * 1024;
/** So many bytes may wait for a client that does not read; then its watches wait, and are cut off by their own limits. */
const UNREAD_LIMIT = 1024 * 1024;

/** The sockets of all clients, whichever server they came by. */
export interface RpcSockets {
  /** Makes a socket of a request that may become one. */
  take(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  end(): void;
}

export function rpcSockets(router: Router): RpcSockets {
  const handler = new RPCHandler(router);
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT, perMessageDeflate: false });
  return {
    take: (request, stream, head) => {
      server.handleUpgrade(request, stream, head, (socket) => {
        socket.on("error", () => undefined); // a frame that is none, or one too large: its close follows
        void handler.upgrade(unhurried(socket));
      });
    },
    end: () => {
      for (const socket of server.clients) socket.terminate();
    },
  };
}

/** The socket as a peer uses it, but a message is only sent when those before it are on their way: a watch waits for it. */
function unhurried(socket: WebSocket): Pick<WebSocket, "addEventListener" | "send"> {
  const send = (data: Parameters<WebSocket["send"]>[0]): Promise<void> | void => {
    if (socket.bufferedAmount < UNREAD_LIMIT) return socket.send(data);
    return new Promise((resolve) => socket.send(data, () => resolve())); // also when it closed meanwhile
  };
  return { addEventListener: socket.addEventListener.bind(socket), send };
}

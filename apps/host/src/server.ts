import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Router } from "@flightdeck/core";
import { RPCHandler } from "@orpc/server/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { hasLocalHost, hasOwnOrigin, sameToken } from "./access.ts";
import { servePages } from "./pages.ts";

/** One message of a client: the largest is a pasted text. */
const MESSAGE_LIMIT = 16 * 1024 * 1024;
/** So many bytes may wait for a client that does not read; then its watches wait, and are cut off by their own limits. */
const UNREAD_LIMIT = 1024 * 1024;

/** The contract over WebSockets, on as many servers as the host listens on. */
export interface RpcServer {
  /** Serves pages and sockets to loopback; a socket needs the token. Settles with the port. */
  listen(options: { readonly port: number; readonly token: string; readonly pages: string }): Promise<number>;
  /** Serves sockets to whoever may open this path: the same user. */
  listenLocally(path: string): Promise<void>;
  /** How many clients are connected by the local path. */
  readonly localClients: number;
  /** Settles when no client is connected by the local path. */
  localClientsGone(): Promise<void>;
  close(): Promise<void>;
}

export function rpcServer(router: Router): RpcServer {
  const handler = new RPCHandler(router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT, perMessageDeflate: false });
  const servers: Server[] = [];
  let local = 0;
  let gone: (() => void)[] = [];

  const connect = (request: IncomingMessage, stream: Duplex, head: Buffer, onOpen?: (socket: WebSocket) => void) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on("error", () => undefined); // a frame that is none, or one too large: its close follows
      onOpen?.(socket);
      void handler.upgrade(unhurried(socket));
    });
  };

  const start = async (server: Server, listen: () => void): Promise<void> => {
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.once("listening", resolve);
      listen();
    });
  };

  return {
    listen: async ({ port, token, pages }) => {
      const serve = servePages(pages);
      const server = createServer((request, response) => {
        if (hasLocalHost(request)) serve(request, response);
        else
          response.writeHead(403, { "content-type": "text/plain" }).end("this server answers to loopback names only\n");
      });
      server.on("upgrade", (request, stream, head) => {
        stream.on("error", () => undefined); // it went away before it was answered
        const url = URL.parse(request.url ?? "/", "http://localhost");
        const allowed =
          hasLocalHost(request) && hasOwnOrigin(request) && sameToken(url?.searchParams.get("token") ?? null, token);
        if (url?.pathname === "/rpc" && allowed) connect(request, stream, head);
        else stream.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      });
      await start(server, () => server.listen(port, "127.0.0.1"));
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : port;
    },
    listenLocally: async (path) => {
      // Whoever holds the home's lock owns the path: what lies there is left from a host that died.
      if (process.platform !== "win32") rmSync(path, { force: true });
      const server = createServer((_request, response) => response.writeHead(404).end());
      server.on("upgrade", (request, stream, head) => {
        stream.on("error", () => undefined);
        connect(request, stream, head, (socket) => {
          local += 1;
          socket.on("close", () => {
            local -= 1;
            if (local > 0) return;
            const waiting = gone;
            gone = [];
            for (const resolve of waiting) resolve();
          });
        });
      });
      await start(server, () => server.listen(path));
      if (process.platform !== "win32") chmodSync(path, 0o600);
    },
    get localClients() {
      return local;
    },
    localClientsGone: () => (local === 0 ? Promise.resolve() : new Promise((resolve) => gone.push(resolve))),
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise<void>((resolve) => server.close(() => resolve()));
        }),
      );
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

import { chmodSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { Router } from "@flightdeck/core";
import { hasLocalHost, hasOwnOrigin, sameToken } from "./access.ts";
import { servePages } from "./pages.ts";
import type { RpcSockets } from "./sockets.ts";

/** The contract over WebSockets, on as many servers as the host listens on. */
export interface RpcServer {
  /** Serves pages and sockets to loopback; a socket needs the token. Settles with the port. */
  listen(options: { readonly port: number; readonly token: string; readonly pages: string }): Promise<number>;
  /** Serves sockets to whoever may open this path: the same user. */
  listenLocally(path: string): Promise<void>;
  /** Settles when no client is connected by the local path. */
  localClientsGone(): Promise<void>;
  /** Lets nobody in by the local path any more, unless somebody is there; says whether it does. */
  retireLocally(): boolean;
  close(): Promise<void>;
}

const unavailable = "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

export function rpcServer(router: Router): RpcServer {
  // Importing it as a module would load all of fetch along: it is among what it exports.
  const { createServer } = process.getBuiltinModule("node:http");
  const servers: Server[] = [];
  let local = 0;
  let retired = false;
  let gone: (() => void)[] = [];
  /** With the first client: `exec` mostly has none. */
  let loading: Promise<RpcSockets> | undefined;
  const sockets = () => (loading ??= import("./sockets.ts").then(({ rpcSockets }) => rpcSockets(router)));

  const connect = (...client: Parameters<RpcSockets["take"]>) => void sockets().then((all) => all.take(...client));

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
      void sockets(); // pages are asked for by windows
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
        if (retired) return void stream.end(unavailable);
        local += 1;
        stream.on("close", () => {
          local -= 1;
          if (local > 0) return;
          const waiting = gone;
          gone = [];
          for (const resolve of waiting) resolve();
        });
        connect(request, stream, head);
      });
      await start(server, () => server.listen(path));
      if (process.platform !== "win32") chmodSync(path, 0o600);
    },
    localClientsGone: () => (local === 0 ? Promise.resolve() : new Promise((resolve) => gone.push(resolve))),
    retireLocally: () => {
      retired = local === 0;
      return retired;
    },
    close: async () => {
      const all = await loading;
      all?.end();
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise<void>((resolve) => server.close(() => resolve()));
        }),
      );
    },
  };
}

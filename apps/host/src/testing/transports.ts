import { MessageChannel } from "node:worker_threads";
import { join } from "node:path";
import { createRouter, openCore, type Core } from "@flightdeck/core";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { createRouterClient } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { type ModelServer, startModelServer, temporaryFolder } from "@flightdeck/testkit";
import { type Client, connectTo } from "../client.ts";
import { rpcServer } from "../server.ts";

/** A core on a temporary home and clients of it over one transport. */
export interface Served {
  readonly core: Core;
  readonly model: ModelServer;
  /** One more client, with a line of its own. */
  connect(): Promise<{ readonly client: Client; close(): void }>;
  readonly failures: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

export const transports = ["memory", "message port", "websocket"] as const;
export type Transport = (typeof transports)[number];

export async function serve(transport: Transport): Promise<Served> {
  const home = await temporaryFolder("flightdeck-home-");
  const model = await startModelServer();
  const failures: string[] = [];
  const core = await openCore({
    home: home.path,
    version: "test",
    environment: { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-test-key-0001" },
    report: (message) => failures.push(message),
  });
  const router = createRouter(core);
  const server = rpcServer(router);
  const socket = join(home.path, "host.sock");
  if (transport === "websocket") await server.listenLocally(socket);
  const handler = new RPCHandler(router);

  const connect: Served["connect"] = async () => {
    switch (transport) {
      case "memory":
        return { client: createRouterClient(router), close: () => undefined };
      case "message port": {
        const { port1, port2 } = new MessageChannel();
        handler.upgrade(port2);
        port2.start();
        port1.start();
        return { client: createORPCClient(new RPCLink({ port: port1 })), close: () => port1.close() };
      }
      case "websocket":
        return connectTo(`ws+unix:${socket}:/rpc`);
    }
  };

  return {
    core,
    model,
    connect,
    failures,
    [Symbol.asyncDispose]: async () => {
      await core.close();
      await server.close();
      await model.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

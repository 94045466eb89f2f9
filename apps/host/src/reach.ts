import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "@flightdeck/core";
import type { Client } from "./client.ts";
import { openHome, socketPath } from "./home.ts";
import type { Host } from "./host.ts";

/** A host that answers, and how to leave it. */
export interface Reached {
  readonly client: Client;
  /** Set when the host is this very process. */
  readonly host?: Host;
  /** Settles when a host in another process is gone; never for one's own. */
  readonly closed: Promise<void>;
  /** Ends one's own host; with `wait` when every turn in it has ended, else at once and with nothing lost. */
  leave(how: { readonly wait: boolean }): Promise<void>;
}

/** For so long another process may be just taking the home or leaving it, in milliseconds: a busy machine takes its time. */
const PATIENCE = 20_000;
const PAUSE = 50;

/** Attaches to the host at a URL, or to the one that runs on the home, or becomes it. */
export async function reachHost(options: { readonly connect?: string; readonly home?: string }): Promise<Reached> {
  if (options.connect !== undefined) {
    const { rpcAddress } = await import("./client.ts");
    return attach(rpcAddress(options.connect));
  }
  const home = openHome(options.home);
  const socket = socketPath(home);
  for (const since = performance.now(); ; ) {
    const attached =
      process.platform === "win32" || existsSync(socket)
        ? await attach(`ws+unix:${socket}:/rpc`).catch(() => undefined)
        : undefined;
    if (attached !== undefined) return attached;
    try {
      return await becomeHost(home, socket);
    } catch (error) {
      const taken = error instanceof AppError && error.code === "host_running";
      if (!taken || performance.now() - since > PATIENCE) throw error;
      await wait(PAUSE);
    }
  }
}

async function attach(address: string): Promise<Reached> {
  const { connectTo } = await import("./client.ts");
  const { client, closed, close } = await connectTo(address);
  return {
    client,
    closed,
    leave: () => {
      close();
      return closed;
    },
  };
}

async function becomeHost(home: string, socket: string): Promise<Reached> {
  const [{ openHost }, { createRouterClient }] = await Promise.all([import("./host.ts"), import("@orpc/server")]);
  const host = await openHost({ home });
  try {
    await host.server.listenLocally(socket);
    host.announce();
  } catch (error) {
    await host.close();
    throw error;
  }
  return {
    client: createRouterClient(host.router),
    host,
    closed: new Promise(() => undefined),
    leave: async ({ wait: untilIdle }) => {
      // Others may have attached meanwhile: their threads run in this process. One that comes too late waits for the home.
      do {
        await host.server.localClientsGone();
        if (untilIdle) await host.core.threads.idle();
      } while (!host.server.retireLocally());
      await host.close();
    },
  };
}

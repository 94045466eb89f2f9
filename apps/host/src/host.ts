import { type Core, type CoreOptions, createRouter, lockHome, openCore, type Router } from "@flightdeck/core";
import { socketPath } from "./home.ts";
import { openLog } from "./log.ts";
import { type RpcServer, rpcServer } from "./server.ts";
import { version } from "./version.ts";

/** The process that has all state of one home: opened by `serve`, by `exec` where no host runs, by the Electron shell. */
export interface Host {
  readonly home: string;
  readonly core: Core;
  readonly router: Router;
  readonly server: RpcServer;
  /** Writes down where others find this host. */
  announce(url?: string): void;
  close(): Promise<void>;
}

/** Takes the home and opens everything in it. Throws AppError `host_running`, `home_newer`, `disk_full`. */
export async function openHost(
  options: { readonly home: string } & Pick<CoreOptions, "secretBox" | "electron">,
): Promise<Host> {
  const { home } = options;
  const lock = lockHome(home);
  try {
    const core = await openCore({ ...options, version, environment: process.env, report: openLog(home) });
    const router = createRouter(core);
    const server = rpcServer(router);
    const socket = socketPath(home);
    const startedAt = Date.now();
    return {
      home,
      core,
      router,
      server,
      announce: (url) => lock.describe({ pid: process.pid, startedAt, url, socket }),
      close: async () => {
        try {
          await core.close();
          await server.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

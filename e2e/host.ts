import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "@flightdeck/contract";
import { gitEnvironment } from "@flightdeck/testkit";

const program = join(import.meta.dirname, "..", "apps", "host", "bin", "flightdeck.mjs");

export interface HostOptions {
  readonly home: string;
  /** Where the model is: OPENAI_BASE_URL. */
  readonly model?: string;
  /** OPENAI_API_KEY; an empty one is none. */
  readonly key?: string;
  readonly args?: readonly string[];
  /** Where local model servers are looked for; nowhere when nothing is said. */
  readonly localServers?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of a host under test: nothing of this machine's accounts and configuration reaches it. */
export function hostEnvironment({
  home,
  model,
  key = "test-key",
  localServers = "",
  env = {},
}: HostOptions): NodeJS.ProcessEnv {
  return {
    ...gitEnvironment,
    PATH: process.env.PATH,
    ...(process.env.NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
    LANG: "C.UTF-8",
    HOME: home,
    FLIGHTDECK_HOME: home,
    FLIGHTDECK_LOCAL_SERVERS: localServers,
    ...(model === undefined ? {} : { OPENAI_BASE_URL: model }),
    ...(key === "" ? {} : { OPENAI_API_KEY: key }),
    ...env,
  };
}

/** A host of its own process, as `flightdeck serve` starts it. */
export interface Host {
  readonly url: string;
  readonly pid: number;
  readonly home: string;
  /** What it wrote to stderr so far. */
  log(): string;
  /** Asks it to end; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a crash would: at once, without a chance to clean up. */
  crash(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Why a host did not come up: what it said, and the code it ended with. */
export class HostFailed extends Error {
  readonly exitCode: number | null;

  constructor(exitCode: number | null, log: string) {
    super(`The host ended with code ${exitCode} before it was ready:\n${log}`);
    this.exitCode = exitCode;
  }
}

/** Starts `flightdeck serve` and resolves when it is ready. */
export async function startHost(options: HostOptions): Promise<Host> {
  const child = spawn(process.execPath, [program, "serve", ...(options.args ?? [])], {
    cwd: options.home,
    env: hostEnvironment(options),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ended = once(child, "close") as Promise<[number | null, string | null]>; // the arguments of "close"
  const ready = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const line = await Promise.race([ready, ended]);
  if (typeof line !== "string") throw new HostFailed(line[0], log);
  const { url, pid } = JSON.parse(line) as { url: string; pid: number }; // the line that `serve` promises
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = await ended;
    return code;
  };
  return {
    url,
    pid,
    home: options.home,
    log: () => log,
    stop: () => end("SIGTERM"),
    crash: async () => void (await end("SIGKILL")),
    [Symbol.asyncDispose]: async () => void (await end("SIGTERM")),
  };
}

export type Client = ContractRouterClient<Contract>;

/** Connects to a served host as the page does. */
export async function connect(url: string): Promise<{ readonly client: Client } & Disposable> {
  const { host, hash } = new URL(url);
  const socket = new WebSocket(`ws://${host}/rpc?${hash.slice(1)}`);
  socket.binaryType = "arraybuffer";
  await once(socket, "open");
  const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
  return { client, [Symbol.dispose]: () => socket.close() };
}

/** The command lines of this machine's processes that hold a text. */
export async function processesWith(text: string): Promise<readonly string[]> {
  const child = spawn("ps", ["-axo", "args="], { stdio: ["ignore", "pipe", "ignore"] });
  let list = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (list += part));
  await once(child, "close");
  return list.split("\n").filter((line) => line.includes(text));
}

import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter } from "node:events";
import { constants } from "node:os";
import { LentPorts, type MessagePortMain, type PortTraffic } from "./messagePort.ts";

/** What goes down to a utility process and comes up from it, beside the traffic of its ports. */
export type ChildMessage =
  | { readonly type: "message"; readonly value: unknown; readonly ports: readonly number[] }
  | PortTraffic;

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdio?: string;
}

const parentPort = new URL("./parentPort.ts", import.meta.url).href;

/** A real process; its `process.parentPort` is made by parentPort.ts. */
class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #ports: LentPorts;

  constructor(entry: string, args: readonly string[], { env, cwd, stdio }: ForkOptions) {
    super();
    this.#child = fork(entry, args, {
      env,
      cwd,
      serialization: "advanced",
      silent: stdio === "pipe",
      execArgv: ["--import", parentPort],
    });
    this.#ports = new LentPorts((traffic) => this.#send(traffic));
    this.#child.on("spawn", () => this.emit("spawn"));
    this.#child.on("message", (message: ChildMessage) => {
      if (message.type === "message") this.emit("message", message.value);
      else this.#ports.receive(message);
    });
    this.#child.on("exit", (code, signal) => {
      this.#ports.closeAll();
      this.emit("exit", code ?? (signal ? constants.signals[signal] : 1));
    });
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null ? this.#child.pid : undefined;
  }

  get stdout() {
    return this.#child.stdout;
  }

  get stderr() {
    return this.#child.stderr;
  }

  kill(): boolean {
    return this.#child.kill();
  }

  postMessage(value: unknown, ports: readonly MessagePortMain[] = []): void {
    this.#send({ type: "message", value, ports: ports.map((port) => this.#ports.lend(port)) });
  }

  #send(message: ChildMessage): void {
    if (this.#child.connected) this.#child.send(message);
  }
}

export const utilityProcess = {
  fork: (entry: string, args: readonly string[] = [], options: ForkOptions = {}) =>
    new UtilityProcess(entry, args, options),
};

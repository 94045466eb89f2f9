import type { BackgroundState, HostToShell, SecretReply, ShellToHost } from "@flightdeck/contract";
import type { MessagePortMain, UtilityProcess } from "electron";
import { restartDelay } from "./hostRestart.ts";
import type { Log } from "./log.ts";

export type HostFailure = Extract<HostToShell, { type: "fatal" }>;
type SecretRequest = Extract<HostToShell, { type: "encrypt" | "decrypt" }>;

export interface HostOptions {
  readonly fork: () => UtilityProcess;
  readonly now: () => number;
  readonly log: Log;
  readonly answerSecret: (request: SecretRequest) => Promise<SecretReply>;
  /** A host, the first or a new one, takes ports. */
  readonly onReady: () => void;
  /** How automations stand; undefined once the host has ended. */
  readonly onBackground: (state: BackgroundState | undefined) => void;
  /** The host cannot work on this home; it is not started again until `start`. */
  readonly onFatal: (failure: HostFailure) => void;
  /** The host died too often; it is not started again until `start`. */
  readonly onDying: () => void;
}

/** The host's process: started, started again when it dies, and ended with the app. */
export class Host {
  readonly #options: HostOptions;
  #process: UtilityProcess | null = null;
  #ready = false;
  #stopping = false;
  #deaths: number[] = [];
  #restart: NodeJS.Timeout | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#process !== null;
  }

  /** Whether there is one, or will be in a moment as the last one died. */
  get expected(): boolean {
    return this.running || this.#restart !== undefined;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Starts the host, or starts it afresh after it was given up. */
  start(): void {
    this.#deaths = [];
    this.#fork();
  }

  /** Hands the host a client's port. Without a host that is ready there is nobody to take it. */
  connect(port: MessagePortMain): void {
    if (!this.#ready || !this.#process) throw new Error("The host is not ready for a port");
    this.#process.postMessage({ type: "connect" } satisfies ShellToHost, [port]);
  }

  /** Tells the host something that it needs no answer to; one that is not ready hears nothing. */
  tell(message: ShellToHost): void {
    if (this.#ready) this.#process?.postMessage(message);
  }

  /** Asks the host to end and waits for it, for `grace` milliseconds at most; then it is killed. */
  async stop(grace: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const host = this.#process;
    if (!host) return;
    const ended = new Promise<void>((resolve) => host.once("exit", () => resolve()));
    const late = setTimeout(() => {
      this.#options.log("shell", `the host did not end within ${grace} ms and was killed`);
      if (host.pid !== undefined) killNow(host.pid);
    }, grace);
    host.postMessage({ type: "shutdown" } satisfies ShellToHost);
    await ended;
    clearTimeout(late);
  }

  #fork(): void {
    clearTimeout(this.#restart);
    this.#restart = undefined;
    if (this.#process || this.#stopping) return;
    const host = this.#options.fork();
    this.#process = host;
    let failure: HostFailure | null = null;
    host.stdout?.on("data", (text: Buffer) => this.#options.log("host", text.toString()));
    host.stderr?.on("data", (text: Buffer) => this.#options.log("host", text.toString()));
    host.on("message", (message: HostToShell) => {
      switch (message.type) {
        case "ready":
          this.#ready = true;
          return this.#options.onReady();
        case "background":
          return this.#options.onBackground(message.state);
        case "fatal":
          failure = message;
          return;
        case "encrypt":
        case "decrypt":
          void this.#reply(host, message);
      }
    });
    host.once("exit", (code) => this.#ended(code, failure));
  }

  #ended(code: number, failure: HostFailure | null): void {
    const { log, now, onFatal, onDying, onBackground } = this.#options;
    this.#process = null;
    this.#ready = false;
    if (this.#stopping) return;
    onBackground(undefined);
    if (failure) {
      log("shell", `the host cannot work: ${failure.code}: ${failure.message}`);
      return onFatal(failure);
    }
    this.#deaths.push(now());
    const delay = restartDelay(this.#deaths, now());
    log("shell", `the host ended with code ${code}; ${delay === null ? "given up" : `starting it in ${delay} ms`}`);
    if (delay === null) return onDying();
    this.#restart = setTimeout(() => this.#fork(), delay);
  }

  async #reply(host: UtilityProcess, request: SecretRequest): Promise<void> {
    const reply = await this.#options.answerSecret(request);
    if (this.#process === host) host.postMessage({ type: "reply", id: request.id, ...reply } satisfies ShellToHost);
  }
}

/** The process's own `kill` asks with SIGTERM, which one that hangs does not hear. */
function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

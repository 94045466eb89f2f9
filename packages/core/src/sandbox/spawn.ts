import { type ChildProcess, spawn } from "node:child_process";
import { messageOf } from "../errors/index.ts";
import { launchOf, type Launch } from "./launch.ts";
import { descendants, signalGroup, signalProcess } from "./processTree.ts";
import { startTerminal } from "./terminal.ts";
import type { ProcessExit, SandboxedProcess, SandboxSupport, SpawnOptions } from "./types.ts";

/** Between the polite signal and the hard one. */
const GRACE_MS = 100;
/** How long output may still come from a process that left the group and kept the pipe. */
const DRAIN_MS = 200;
const DRAIN_ROUNDS = 10;

/**
 * Starts a command, in the sandbox its policy asks for and with a scrubbed environment. Contract: throws only for a
 * confined policy where there is no sandbox; a program that cannot be started ends with `failure`.
 */
export function spawnSandboxed(support: SandboxSupport, options: SpawnOptions): SandboxedProcess {
  const launch = launchOf(support, options);
  try {
    return options.tty === undefined
      ? startPiped(launch, options.input ?? "none")
      : startTerminal(launch, options.tty, groupKiller);
  } catch (error) {
    launch.release();
    return notStarted(messageOf(error));
  }
}

/** What the system refused to start: arguments beyond its limit, or one terminal too many. */
function notStarted(failure: string): SandboxedProcess {
  const nothing = (): void => {};
  return {
    pid: 0,
    onOutput: nothing,
    write: nothing,
    closeInput: nothing,
    kill: nothing,
    exited: Promise.resolve({ exitCode: null, signal: null, failure }),
  };
}

function startPiped(launch: Launch, input: "none" | "pipe"): SandboxedProcess {
  const watched = !launch.wrapped && process.platform !== "win32";
  const [file = "", ...args] = watched ? endedWithHost(launch.argv) : launch.argv;
  // A group of its own, so that what the command leaves behind can be found.
  const child = spawn(file, args, {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: [input === "none" ? "ignore" : "pipe", "pipe", "pipe", ...(watched ? (["pipe"] as const) : [])],
  });
  const pid = child.pid ?? 0;
  const killer = groupKiller(pid, launch.wrapped);
  child.stdin?.on("error", () => {}); // it closed its input; what it says tells why
  // Output that nobody listens to must not stop the command.
  child.stdout?.resume();
  child.stderr?.resume();
  return {
    pid,
    onOutput: (listener) => {
      child.stdout?.on("data", listener);
      child.stderr?.on("data", listener);
    },
    write: (text) => void child.stdin?.write(text),
    closeInput: () => void child.stdin?.end(),
    kill: () => killer.kill(),
    exited: exitOf(child, killer).finally(() => launch.release()),
  };
}

/**
 * A command without a sandbox around it would live on when the host is killed. So its group holds a watcher on a pipe
 * whose other end is the host's: it closes when the host is gone, however it went.
 */
function endedWithHost(argv: readonly string[]): readonly string[] {
  const watcher = '(read -r _ <&3; kill -KILL -$$) </dev/null >/dev/null 2>&1 & exec 3<&-; exec "$@"';
  return ["/bin/sh", "-c", watcher, "sh", ...argv];
}

async function exitOf(child: ChildProcess, killer: GroupKiller): Promise<ProcessExit> {
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exit = await new Promise<ProcessExit>((resolve) => {
    child.once("error", (error) => resolve({ exitCode: null, signal: null, failure: error.message }));
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
  });
  if (exit.failure === undefined) {
    await killer.finish();
    child.stdio[3]?.destroy();
    await drained(child, closed);
  }
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  return exit;
}

/** Settles when all output is read, or when what is left of it belongs to a process that went its own way. */
async function drained(child: ChildProcess, closed: Promise<void>): Promise<void> {
  let heard = false;
  const hear = (): void => {
    heard = true;
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  const over = new AbortController();
  const isClosed = closed.then(() => true);
  for (let rounds = 0; rounds < DRAIN_ROUNDS; rounds += 1) {
    heard = false;
    if (await Promise.race([isClosed, pause(DRAIN_MS, over.signal).then(() => false)])) break;
    if (!heard) break;
  }
  over.abort();
}

/** The time, and then one more look at what is there to read: a busy host must not take its own delay for silence. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => setImmediate(resolve), milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

export interface GroupKiller {
  kill(): void;
  /** After the first process ended: ends what it left behind. Resolves when nothing of the group can still run. */
  finish(): Promise<void>;
}

/**
 * Ends a group: SIGTERM to what runs in it, SIGKILL after the grace. Inside bubblewrap the polite signal goes to the
 * command and its children alone: bubblewrap itself would take all of them down at once.
 */
function groupKiller(pid: number, wrapped: boolean): GroupKiller {
  let over: Promise<void> | undefined;
  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      const below = descendants(pid);
      if (!wrapped) signalGroup(pid, "SIGTERM");
      for (const process of below) signalProcess(process, "SIGTERM");
      setTimeout(() => {
        for (const process of descendants(pid)) signalProcess(process, "SIGKILL");
        signalGroup(pid, "SIGKILL");
        resolve();
      }, GRACE_MS);
    });
  return {
    kill: () => {
      if (pid > 0) over ??= kill();
    },
    finish: async () => {
      if (over !== undefined && signalGroup(pid, 0)) await over;
      else if (pid > 0) signalGroup(pid, "SIGKILL");
    },
  };
}

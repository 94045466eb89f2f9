import { type ChildProcess, spawn } from "node:child_process";
import { launchOf, type Launch } from "./launch.ts";
import { descendants, signalGroup, signalProcess } from "./processTree.ts";
import { startTerminal } from "./terminal.ts";
import type { ProcessExit, SandboxedProcess, SandboxSupport, SpawnOptions } from "./types.ts";

/** Between the polite signal and the hard one. */
const GRACE_MS = 100;
/** How long output may still come from a process that left the group and kept the pipe. */
const DRAIN_MS = 200;

/**
 * Starts a command, in the sandbox its policy asks for and with a scrubbed environment. Contract: throws only for a
 * confined policy where there is no sandbox; a program that cannot be started ends with `failure`.
 */
export function spawnSandboxed(support: SandboxSupport, options: SpawnOptions): SandboxedProcess {
  const launch = launchOf(support, options);
  return options.tty === undefined
    ? startPiped(launch, options.input ?? "none")
    : startTerminal(launch, options.tty, groupKiller);
}

function startPiped(launch: Launch, input: "none" | "pipe"): SandboxedProcess {
  const [file = "", ...args] = launch.argv;
  // A group of its own, so that what the command leaves behind can be found.
  const child = spawn(file, args, {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: [input === "none" ? "ignore" : "pipe", "pipe", "pipe"],
  });
  const pid = child.pid ?? 0;
  const killer = groupKiller(pid, launch.wrapped);
  child.stdin?.on("error", () => {}); // it closed its input; what it says tells why
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

async function exitOf(child: ChildProcess, killer: GroupKiller): Promise<ProcessExit> {
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exit = await new Promise<ProcessExit>((resolve) => {
    child.once("error", (error) => resolve({ exitCode: null, signal: null, failure: error.message }));
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
  });
  if (exit.failure !== undefined) return exit;
  await killer.finish();
  const drained = new AbortController();
  await Promise.race([closed, pause(DRAIN_MS, drained.signal)]);
  drained.abort();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.stdin?.destroy();
  return exit;
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
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

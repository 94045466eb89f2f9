import { constants } from "node:os";
import { basename } from "node:path";
import { readFileSync } from "node:fs";
import type * as nodePty from "@lydell/node-pty";
import { descendants, endSession } from "../sandbox/index.ts";

export interface ShellOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
  /** Marks what it starts; see `terminalVariable`. */
  readonly origin: string;
}

/** A process with a terminal of its own. After its end writing, resizing and holding do nothing. */
export interface Shell {
  readonly pid: number;
  onOutput(listener: (text: string) => void): void;
  write(text: string): void;
  resize(columns: number, rows: number): void;
  /** Stops reading what it prints, so that it has to wait. */
  hold(): void;
  goOn(): void;
  /** The name of something that it started and that still runs. */
  busyWith(): string | undefined;
  /** Ends all that runs in the terminal. */
  end(): Promise<void>;
  readonly exited: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
}

/** Starts a program in a terminal. The native module is loaded with the first one. Rejects when the system has none left. */
export async function startShell(options: ShellOptions): Promise<Shell> {
  const { spawn } = await import("@lydell/node-pty");
  const [file = "", ...args] = options.argv;
  const pty = spawn(file, args, {
    name: "xterm-256color",
    cols: options.columns,
    rows: options.rows,
    cwd: options.cwd,
    env: { ...options.env },
  });
  let over = false;
  const exited = new Promise<{ exitCode: number; signal?: number }>((resolve) => pty.onExit(resolve)).then((exit) => {
    over = true;
    return exitOf(exit);
  });
  const whileAlive = (act: () => void) => {
    if (over) return;
    try {
      act();
    } catch {
      // Its end is on the way.
    }
  };
  return {
    pid: pty.pid,
    onOutput: (listener) => void pty.onData(listener),
    write: (text) => whileAlive(() => pty.write(text)),
    resize: (columns, rows) => whileAlive(() => pty.resize(columns, rows)),
    hold: () => whileAlive(() => pty.pause()),
    goOn: () => whileAlive(() => pty.resume()),
    busyWith: () => (over ? undefined : childOf(pty, file)),
    end: async () => {
      await endSession(pty.pid, { origin: options.origin, ended: over });
      await exited;
    },
    exited,
  };
}

function exitOf({ exitCode, signal }: { readonly exitCode: number; readonly signal?: number }) {
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  return name === undefined ? { exitCode, signal: null } : { exitCode: null, signal: name };
}

function childOf(pty: nodePty.IPty, shell: string): string | undefined {
  if (process.platform === "linux") {
    const [first] = descendants(pty.pid);
    return first === undefined ? undefined : nameOf(first);
  }
  const front = basename(pty.process);
  return front === basename(shell) ? undefined : front;
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "a process"; // it went while we looked
  }
}

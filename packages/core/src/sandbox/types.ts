import type { SandboxMode } from "@flightdeck/contract";
import type { Placeholders } from "./placeholders.ts";

/**
 * What a command may do. Paths are absolute with links resolved. The deepest path that covers a file decides: a worktree
 * below a hidden home is visible, a protected folder inside the worktree is not writable. What no path covers can be read.
 */
export interface SandboxPolicy {
  readonly mode: SandboxMode;
  /** Folders a workspace-write command may change: the worktree. Its private temp folder comes by itself. */
  readonly writable: readonly string[];
  /** Paths that stay read-only: `.git` (file or folder), git's folders, `.agents`, `.flightdeck`; missing ones cannot be created. */
  readonly protected: readonly string[];
  /** Paths that cannot even be read: credentials, Flightdeck's own files, the sockets of the host's services. */
  readonly hidden: readonly string[];
  readonly network: boolean;
}

/** Which sandbox this machine has, and why not if none. `origin` marks the commands of one home's host. */
export type SandboxSupport = { readonly origin?: string } & SandboxKind;

type SandboxKind =
  | {
      readonly kind: "bubblewrap";
      readonly version: string;
      readonly path: string;
      readonly placeholders: Placeholders;
      /** util-linux's `script`, which gives a command a terminal of the sandbox's own; without it Ctrl-C ends the command. */
      readonly script?: string;
    }
  | { readonly kind: "seatbelt"; readonly version: string; readonly path: string }
  | { readonly kind: "none"; readonly reason: string; readonly fix: string };

export interface SpawnOptions {
  /** The program and its arguments; no shell is added. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly policy: SandboxPolicy;
  /** Added to the scrubbed environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** A terminal instead of pipes. */
  readonly tty?: { readonly columns: number; readonly rows: number };
  /** none: /dev/null, so that programs which look at their input search files instead; a terminal always has input. */
  readonly input?: "none" | "pipe";
}

export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Set when the process could not be started at all. */
  readonly failure?: string;
}

/** A process group that runs. Output comes as it is printed, bytes of both streams in one order. */
export interface SandboxedProcess {
  readonly pid: number;
  onOutput(listener: (chunk: Uint8Array) => void): void;
  write(text: string): void;
  closeInput(): void;
  /** Ends the whole group: a polite signal, 100 ms later the hard one. Idempotent. */
  kill(): void;
  /** Settles when the process is gone and its output is read. Never rejects. */
  readonly exited: Promise<ProcessExit>;
}

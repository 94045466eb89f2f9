import type { SandboxMode } from "@flightdeck/contract";

/** What a command may do. Paths are absolute with links resolved. */
export interface SandboxPolicy {
  readonly mode: SandboxMode;
  /** Folders a workspace-write command may change: the worktree. Its private temp folder comes by itself. */
  readonly writable: readonly string[];
  /** Paths inside them that stay read-only: `.git` (file or folder), `.agents`, `.flightdeck`; missing ones cannot be created. */
  readonly protected: readonly string[];
  readonly network: boolean;
}

/** Which sandbox this machine has, and why not if none. */
export type SandboxSupport =
  | { readonly kind: "bubblewrap" | "seatbelt"; readonly version: string; readonly path: string }
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
  readonly exited: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
}

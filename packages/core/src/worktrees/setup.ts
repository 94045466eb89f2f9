import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { policyFor } from "../sandbox/index.ts";
import type { WorktreeRow } from "./rows.ts";
import type { SpawnSandboxed } from "./types.ts";

export interface SetupContext {
  readonly spawn: SpawnSandboxed;
  readonly home: string;
  readonly onOutput: (chunk: string) => void;
  /** Each place in the line while the machine has no room; undefined once it runs. */
  readonly onPlace: (place: number | undefined) => void;
  readonly signal?: AbortSignal;
}

const scripts = [".flightdeck/setup", ".flightdeck/setup.sh"];

/** The repository's setup script in a worktree, as a command. */
export async function findSetup(path: string): Promise<readonly string[] | undefined> {
  for (const script of scripts.map((name) => join(path, name))) {
    const readable = await access(script, constants.R_OK).then(
      () => true,
      () => false,
    );
    if (!readable) continue;
    const runnable = await access(script, constants.X_OK).then(
      () => true,
      () => false,
    );
    return runnable ? [script] : ["/bin/sh", script];
  }
  return undefined;
}

/** Runs the setup script as any command of the thread runs: confined to the worktree. Answers with why it failed, if it did. */
export async function runSetup(
  context: SetupContext,
  row: WorktreeRow,
  argv: readonly string[],
): Promise<string | undefined> {
  context.signal?.throwIfAborted();
  const gitDir = row.gitDir ?? row.path;
  const gitDirs = [gitDir, dirname(dirname(gitDir))];
  const policy = policyFor({ mode: "workspace-write", cwd: row.path, gitDirs, home: context.home });
  const env = { FLIGHTDECK_WORKTREE: row.path, FLIGHTDECK_SOURCE: row.projectPath };
  const { threadId, projectId } = row;
  const work = { threadId, projectId, command: argv.join(" "), cwd: row.path, heavy: true };
  const setup = await context.spawn({ argv, cwd: row.path, policy, env }, work);
  if (setup.place !== undefined) context.onPlace(setup.place);
  setup.onPlace(context.onPlace);
  const decoder = new TextDecoder();
  setup.onOutput((chunk) => context.onOutput(decoder.decode(chunk, { stream: true })));
  const stop = (): void => setup.kill();
  context.signal?.addEventListener("abort", stop, { once: true });
  try {
    const { exitCode, signal, failure } = await setup.exited;
    if (exitCode === 0) return undefined;
    return failure ?? (exitCode === null ? `ended by ${signal ?? "a signal"}` : `ended with code ${exitCode}`);
  } finally {
    context.signal?.removeEventListener("abort", stop);
  }
}

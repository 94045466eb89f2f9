import { AppError, messageOf } from "../errors/index.ts";
import { type SandboxPolicy, untilEnded } from "../sandbox/index.ts";
import type { CommitsDeps } from "./types.ts";

export interface HookRun {
  /** The hook's file and what it is told. */
  readonly argv: readonly string[];
  /** As messages name it. */
  readonly name: string;
  readonly cwd: string;
  readonly policy: SandboxPolicy;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** What else the person can do where there is no sandbox. */
  readonly instead: string;
}

/** Runs one hook as git would, but in the sandbox, and no longer than somebody waits. Rejects with `hook_failed`. */
export async function runHook({ spawn }: Pick<CommitsDeps, "spawn">, run: HookRun, signal: AbortSignal): Promise<void> {
  const { argv, name, cwd, policy, env, input, instead } = run;
  let child: Awaited<ReturnType<CommitsDeps["spawn"]>>;
  try {
    child = await spawn({ argv, cwd, policy, ...(env && { env }), ...(input !== undefined && { input: "pipe" }) });
  } catch (error) {
    const why = `The repository's hooks need the sandbox: ${messageOf(error)}. ${instead}`;
    throw new AppError("hook_failed", why, { cause: error });
  }
  const ended = untilEnded(child, signal);
  if (input !== undefined) {
    child.write(input);
    child.closeInput();
  }
  const { exitCode, said, stopped } = await ended;
  if (exitCode === 0) return;
  const why = stopped ? `The ${name} hook was stopped` : `${name} ended with code ${exitCode}`;
  throw new AppError("hook_failed", stopped ? [why, said].filter(Boolean).join("\n") : said || why);
}

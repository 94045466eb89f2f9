import { readFile } from "node:fs/promises";
import { AppError, messageOf } from "../errors/index.ts";
import { policyFor, untilEnded } from "../sandbox/index.ts";
import { type Remote, withoutSecrets } from "./remotes.ts";
import type { CommitsDeps } from "./types.ts";

const nothing = "0".repeat(40);

/** Runs the repository's pre-push hook as git would, but in the sandbox. Rejects with `hook_failed`. */
export async function runPushHook(
  deps: CommitsDeps,
  push: {
    readonly root: string;
    readonly gitDir: string;
    readonly commonDir: string;
    readonly hook: string;
    readonly remote: Remote;
    readonly branch: string;
    readonly commit: string;
    /** What the remote has, as far as is known. */
    readonly known: string | undefined;
  },
  signal: AbortSignal,
): Promise<void> {
  const { root, gitDir, commonDir, hook, remote, branch, commit, known } = push;
  if (await needsNetwork(hook)) {
    const why = "This repository's pre-push hook sends large files over the network, which no hook may here.";
    throw new AppError("hook_failed", `${why} Push in a terminal instead.`);
  }
  const policy = policyFor({ mode: "workspace-write", cwd: root, gitDirs: [gitDir, commonDir], home: deps.home });
  let child: Awaited<ReturnType<CommitsDeps["spawn"]>>;
  try {
    child = await deps.spawn({
      argv: [hook, remote.name, withoutSecrets(remote.url)],
      cwd: root,
      policy,
      input: "pipe",
    });
  } catch (error) {
    const why = `The repository's hooks need the sandbox: ${messageOf(error)}. Push in a terminal instead.`;
    throw new AppError("hook_failed", why, { cause: error });
  }
  const ended = untilEnded(child, signal);
  const ref = `refs/heads/${branch}`;
  child.write(`${ref} ${commit} ${ref} ${known ?? nothing}\n`);
  child.closeInput();
  const { exitCode, said, stopped } = await ended;
  if (exitCode === 0) return;
  const why = stopped ? "The pre-push hook was stopped" : `pre-push ended with code ${exitCode}`;
  throw new AppError("hook_failed", stopped ? [why, said].filter(Boolean).join("\n") : said || why);
}

/** Whether a hook sends large files to their own server, which it cannot from inside the sandbox. */
async function needsNetwork(hook: string): Promise<boolean> {
  const text = await readFile(hook, "utf8").catch(() => "");
  return /git[ -]lfs/.test(text);
}

import { readFile } from "node:fs/promises";
import { AppError } from "../errors/index.ts";
import { policyFor } from "../sandbox/index.ts";
import { type Remote, withoutSecrets } from "./remotes.ts";
import { runHook } from "./runHook.ts";
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
  const ref = `refs/heads/${branch}`;
  const run = {
    argv: [hook, remote.name, withoutSecrets(remote.url)],
    name: "pre-push",
    cwd: root,
    policy,
    input: `${ref} ${commit} ${ref} ${known ?? nothing}\n`,
    instead: "Push in a terminal instead.",
  };
  await runHook(deps, run, signal);
}

/** Whether a hook sends large files to their own server, which it cannot from inside the sandbox. */
async function needsNetwork(hook: string): Promise<boolean> {
  const text = await readFile(hook, "utf8").catch(() => "");
  return /git[ -]lfs/.test(text);
}

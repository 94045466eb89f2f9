import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, diskError } from "../errors/index.ts";
import { gitDirs, gitText, personIdentity } from "../git/index.ts";
import { policyFor } from "../sandbox/index.ts";
import { findHook } from "./hooks.ts";
import { runHook } from "./runHook.ts";
import { type Sign, signerFor } from "./sign.ts";
import type { CommitsDeps } from "./types.ts";

/** Milliseconds for the hooks of a message: one that waits for something would keep the repository from everybody else. */
const patience = 2 * 60_000;

/** What a commit needs to be the person's own when it is made beside every checkout, as a landing makes it. */
export interface PersonCommits {
  /** Signs as the person's git would there; undefined where it does not. Rejects with `settings_untrusted`. */
  signer(root: string): Promise<Sign | undefined>;
  /**
   * A message as the repository's hooks leave it. Rejects with `hook_failed` where one refuses it.
   *
   * A landing runs the hooks that `git merge` would run about its message, `prepare-commit-msg` and `commit-msg`, in the
   * sandbox. Those about content (`pre-merge-commit`, for a squash `pre-commit`) judge the index and the files of a
   * checkout, and there is none that holds what lands: it is made of objects, so that nothing moves before all of it can.
   * The work's folder has other files as soon as the base went on, and a checkout made for a hook would lack all that
   * git ignores, on which hooks depend. The commits of the work passed those hooks when they were made. A rebase runs no
   * hook about its commits, in git neither: their messages stay.
   */
  message(root: string, request: { readonly message: string; readonly source: "merge" | "message" }): Promise<string>;
}

export function createPersonCommits(deps: Pick<CommitsDeps, "spawn" | "home" | "environment">): PersonCommits {
  return {
    signer: (root) => signerFor(deps, root),
    message: async (root, { message, source }) => {
      const { gitDir, commonDir } = await gitDirs(root);
      const [prepare, check] = await Promise.all(
        ["prepare-commit-msg", "commit-msg"].map((name) => findHook(root, commonDir, name)),
      );
      if (prepare === undefined && check === undefined) return message;
      const folder = await mkdtemp(join(gitDir, "flightdeck-message-")).catch((error: unknown) => {
        throw diskError(error);
      });
      const until = AbortSignal.timeout(patience);
      const file = join(folder, "MERGE_MSG");
      try {
        await writeFile(file, `${message.trimEnd()}\n`);
        const confined = policyFor({
          mode: "workspace-write",
          cwd: root,
          gitDirs: [gitDir, commonDir],
          home: deps.home,
        });
        const run = {
          cwd: root,
          policy: { ...confined, writable: [...confined.writable, folder] },
          env: { ...(await personIdentity(root)), GIT_EDITOR: ":" },
          instead: "Land without hooks, or in a terminal.",
        };
        if (prepare !== undefined)
          await runHook(deps, { ...run, name: "prepare-commit-msg", argv: [prepare, file, source] }, until);
        if (check !== undefined) await runHook(deps, { ...run, name: "commit-msg", argv: [check, file] }, until);
        const said = await gitText(["stripspace"], { cwd: root, input: await readFile(file) });
        if (said === "") throw new AppError("hook_failed", "A hook left nothing of the message");
        return said;
      } catch (error) {
        throw diskError(error);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

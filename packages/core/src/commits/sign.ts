import { AppError } from "../errors/index.ts";
import { gitDirs, gitRecords, gitText } from "../git/index.ts";
import { requireOwnSettings } from "./ownSettings.ts";
import type { CommitsDeps } from "./types.ts";

/** A passphrase may be asked for in a window of the person's own agent; longer than this nobody answers. */
const patience = 120_000;

/** Whether the person's git signs commits. Our own calls switch it off; the value before ours is the person's. */
export async function wantsSignature(root: string): Promise<boolean> {
  const args = ["config", "-z", "--type=bool", "--get-all", "commit.gpgSign"];
  return (await gitRecords(args, { cwd: root })).at(-2) === "true";
}

/** Answers with the same commit, signed. Rejects with `signing_failed`. */
export type Sign = (commit: string) => Promise<string>;

/** Signs as the person's git would in this checkout; undefined where it does not. Rejects with `settings_untrusted`. */
export async function signerFor(deps: Pick<CommitsDeps, "environment">, root: string): Promise<Sign | undefined> {
  if (!(await wantsSignature(root))) return undefined;
  const { gitDir, commonDir } = await gitDirs(root);
  await requireOwnSettings(root, commonDir);
  return (commit) => signedCommit(deps, { gitDir, commit });
}

/**
 * The same commit with the person's signature. It is made outside of the sandbox, which hides keys and agents from hooks
 * that an agent could have written: they have run by now, and nothing but git and the program that the person's settings
 * name runs here, away from the checkout. Rejects with `signing_failed`.
 */
async function signedCommit(
  { environment }: Pick<CommitsDeps, "environment">,
  { gitDir, commit }: { readonly gitDir: string; readonly commit: string },
): Promise<string> {
  const format = ["%T", "%P", "%an", "%ae", "%ad", "%cn", "%ce", "%cd", "%B"].join("%x00");
  const here = [`--git-dir=${gitDir}`];
  const read = [...here, "log", "-1", "-z", "--date=raw", `--format=${format}`, "--no-show-signature", commit];
  const parts = (await gitText(read, { cwd: gitDir })).split("\0");
  const [tree = "", parents = "", name = "", email = "", date = "", ...rest] = parts;
  const [committer = "", address = "", committed = "", message = ""] = rest;
  const env = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: `@${date}`,
    GIT_COMMITTER_NAME: committer,
    GIT_COMMITTER_EMAIL: address,
    GIT_COMMITTER_DATE: `@${committed}`,
    // Where a key needs a passphrase, only a window may ask for it: the host's terminal belongs to nobody.
    ...(environment["SSH_ASKPASS"] === undefined ? {} : { SSH_ASKPASS: environment["SSH_ASKPASS"] }),
    SSH_ASKPASS_REQUIRE: "force",
  };
  const of = parents
    .split(" ")
    .filter(Boolean)
    .flatMap((parent) => ["-p", parent]);
  const args = [...here, "commit-tree", "-S", ...of, "-F", "-", tree];
  try {
    const input = `${message.trimEnd()}\n`;
    return await gitText(args, { cwd: gitDir, env, input, signal: AbortSignal.timeout(patience) });
  } catch (error) {
    if (error instanceof AppError && error.code === "disk_full") throw error;
    const said = error instanceof AppError ? error.detail : "Nobody answered for the key in time";
    throw new AppError("signing_failed", said, { cause: error });
  }
}

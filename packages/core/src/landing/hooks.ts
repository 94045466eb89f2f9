import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gitRecords } from "../git/index.ts";

/** The hooks that a commit runs. */
const ofCommits = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"];

/** The folder of the repository's hooks. Our own calls override the setting; the value before ours is the person's. */
async function hooksFolder(root: string, commonDir: string): Promise<string> {
  const args = ["config", "-z", "--type=path", "--get-all", "core.hooksPath"];
  const theirs = (await gitRecords(args, { cwd: root })).at(-2);
  return theirs === undefined ? join(commonDir, "hooks") : resolve(root, theirs);
}

/** Whether a commit in this checkout would run a hook. */
export async function hasCommitHooks(root: string, commonDir: string): Promise<boolean> {
  const folder = await hooksFolder(root, commonDir);
  const found = await Promise.all(
    ofCommits.map((hook) =>
      access(join(folder, hook), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gitRecords } from "../git/index.ts";

/** The hooks that a commit runs. */
export const ofCommits = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"] as const;

/** The folder of the repository's hooks. Our own calls override the setting; the value before ours is the person's. */
async function hooksFolder(root: string, commonDir: string): Promise<string> {
  const args = ["config", "-z", "--type=path", "--get-all", "core.hooksPath"];
  const theirs = (await gitRecords(args, { cwd: root })).at(-2);
  return theirs === undefined ? join(commonDir, "hooks") : resolve(root, theirs);
}

/** The file of a hook that would run in this checkout. */
export async function findHook(root: string, commonDir: string, name: string): Promise<string | undefined> {
  const hook = join(await hooksFolder(root, commonDir), name);
  return access(hook, constants.X_OK).then(
    () => hook,
    () => undefined,
  );
}

/** Whether one of these hooks would run in this checkout. */
export async function hasHooks(root: string, commonDir: string, names: readonly string[]): Promise<boolean> {
  const found = await Promise.all(names.map((name) => findHook(root, commonDir, name)));
  return found.some((hook) => hook !== undefined);
}

import { lstat, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { gitText, guardFilters, runGit, type Trees } from "../git/index.ts";
import { copyOf, type Manifest } from "./keptFiles.ts";

/**
 * Whether a checkout that a move was cut short in holds what neither the move nor the state before it put there: bytes of
 * a moved file that are neither old, nor new, nor the new ones' beginning, or anything else that is staged.
 */
export async function isForeign(folder: string, manifest: Manifest, trees: Trees): Promise<boolean> {
  const { root, kept, added } = manifest;
  const staged = await Promise.all([trees.from, trees.to].map((tree) => isStaged(root, tree)));
  if (!staged.includes(true)) return true;
  const old = new Map(kept.map((file, number) => [file.path, { ...file, number }]));
  for (const path of [...old.keys(), ...added]) {
    const now = await bytesAt(join(root, path));
    if (now === undefined) continue;
    const before = old.get(path);
    const was =
      before === undefined
        ? undefined
        : before.target === undefined
          ? await readFile(copyOf(folder, before.number))
          : Buffer.from(before.target);
    if (was?.equals(now) === true || (await isNew(root, trees.to, path, now))) continue;
    return true;
  }
  return false;
}

/** Whether the index holds just this tree. */
const isStaged = async (root: string, tree: string): Promise<boolean> =>
  (await runGit(["diff-index", "--cached", "--quiet", tree, "--"], { cwd: root, okCodes: [0, 1] })).code === 0;

async function bytesAt(path: string): Promise<Buffer | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) return Buffer.from(await readlink(path));
  return found?.isFile() ? readFile(path) : undefined;
}

/** As git stores it, or written in part: what a kill in the middle of a file leaves. */
async function isNew(root: string, tree: string, path: string, now: Buffer): Promise<boolean> {
  const stored = await gitText(["rev-parse", "-q", "--verify", `${tree}:${path}`], { cwd: root, okCodes: [0, 1, 128] });
  if (stored === "") return false;
  const { config } = await guardFilters(root);
  const hash = await gitText([...config, "hash-object", "--stdin", `--path=${path}`], { cwd: root, input: now });
  if (hash === stored) return true;
  const { stdout, code } = await runGit(["cat-file", "blob", stored], { cwd: root, okCodes: [0, 128] });
  return code === 0 && stdout.subarray(0, now.length).equals(now);
}

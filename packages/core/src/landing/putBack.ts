import { type BigIntStats, lstatSync, renameSync, rmdirSync, unlinkSync } from "node:fs";
import { chmod, copyFile, lstat, mkdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { diskError } from "../errors/index.ts";
import {
  bytesOfText,
  diskPath,
  filesOfTree,
  gitText,
  guardFilters,
  isBehindLink,
  type PathBytes,
  readBlob,
  readable,
  readTree,
  refreshIndex,
  runGit,
  type TreeFile,
  type Trees,
  withIndex,
} from "../git/index.ts";
import { copyOf, type Kept, type Manifest, putIndexBack } from "./keptFiles.ts";

/** A path of a move: what was there, and what the move brings. */
interface Moved {
  readonly path: PathBytes;
  readonly before?: Kept & { readonly number: number };
  readonly after?: TreeFile;
}

/** What stands at such a path: what was there before, what the move put there, or somebody else's work. */
type Standing = "before" | "ours" | "foreign";

interface Found {
  readonly standing: Standing;
  /** Tells whether it is still so. */
  readonly version?: string;
}

async function movedPaths({ root, kept, added }: Manifest, { to }: Trees): Promise<readonly Moved[]> {
  const files = await filesOfTree(root, to);
  return [
    ...added.map((path) => ({ path, after: files.get(path) })),
    ...kept.map((before, number) => ({
      path: before.path,
      before: { ...before, number },
      after: files.get(before.path),
    })),
  ];
}

/**
 * Whether a checkout that a move was cut short in holds what neither the move nor the state before it put there: bytes of
 * a moved file that are neither old, nor new, nor the new ones' beginning, or anything else that is staged.
 */
export async function isForeign(folder: string, manifest: Manifest, trees: Trees): Promise<boolean> {
  const staged = await Promise.all([trees.from, trees.to].map((tree) => isStaged(manifest.root, tree)));
  if (!staged.includes(true)) return true;
  const brought = new Set(manifest.added);
  for (const moved of await movedPaths(manifest, trees)) {
    const { standing } = await look(folder, manifest.root, moved, brought);
    if (standing === "foreign") return true;
  }
  return false;
}

/**
 * Puts the index and every file back that is provably a move's own. Answers with the paths of what somebody else wrote
 * there meanwhile: that stays. May be done again after it was cut short; rejects with `worktree_busy` before it touches
 * anything while somebody holds the index.
 */
export async function putKeptBack(folder: string, manifest: Manifest, trees: Trees): Promise<readonly string[]> {
  const { root, gitDir, index } = manifest;
  try {
    return await withIndex(gitDir, async (held) => {
      const left: PathBytes[] = [];
      for (const moved of await movedPaths(manifest, trees))
        if (!(await putFileBack(folder, root, moved))) left.push(moved.path);
      if (index !== undefined && (await isStaged(root, trees.to, held)))
        await putIndexBack(folder, index, held.GIT_INDEX_FILE);
      else if (!(await isStaged(root, trees.from, held)))
        // What somebody staged elsewhere stays staged.
        await readTree(["-m", "-i", trees.to, trees.from], { cwd: root, env: { ...held } }).catch(() => undefined);
      await refreshIndex({ cwd: root, env: { ...held } });
      return left.map(readable);
    });
  } catch (error) {
    throw diskError(error);
  }
}

/** Says whether it is as before. */
async function putFileBack(folder: string, root: string, moved: Moved): Promise<boolean> {
  const { path, before } = moved;
  const { standing, version } = await look(folder, root, moved, new Set());
  const file = diskPath(root, path);
  if (standing === "foreign") return false;
  if (before === undefined) {
    if (standing === "before") return true;
    if (versionAt(file) !== version) return false;
    unlinkSync(file);
    removeEmptyAbove(root, path);
    return true;
  }
  if (standing === "before") {
    if (before.mode !== undefined) await chmod(file, before.mode);
    return true;
  }
  const above = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const beside = diskPath(root, `${above === "" ? "" : `${above}/`}.flightdeck-back-${before.number}`);
  try {
    if (above !== "") await mkdir(diskPath(root, above), { recursive: true });
    await rm(beside, { force: true });
    if (before.target !== undefined) await symlink(bytesOfText(before.target), beside);
    else {
      await copyFile(copyOf(folder, before.number), beside);
      await chmod(beside, before.mode ?? 0o644);
    }
    if (versionAt(file) !== version) {
      await rm(beside, { force: true });
      return false;
    }
    renameSync(beside, file);
    return true;
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTDIR" || code === "EEXIST" || code === "EISDIR") return false;
    throw error;
  }
}

const versionOf = ({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string => [ino, size, mtimeNs, ctimeNs].join(":");

function versionAt(file: Buffer): string | undefined {
  const found = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : versionOf(found);
}

/** `brought` are paths that the move brings and that were not taken away again. */
async function look(
  folder: string,
  root: string,
  { path, before, after }: Moved,
  brought: ReadonlySet<PathBytes>,
): Promise<Found> {
  if (await isBehindLink(root, path)) {
    const ours = foldersAbove(path).some((above) => brought.has(above));
    return { standing: before === undefined ? "before" : ours ? "ours" : "foreign" };
  }
  const file = diskPath(root, path);
  const found = await lstat(file, { bigint: true }).catch(() => undefined);
  if (found === undefined) return { standing: before === undefined ? "before" : "ours" };
  const version = versionOf(found);
  if (found.isDirectory()) {
    if (before === undefined) return { standing: "before", version };
    const ours = [...brought].some((other) => other.startsWith(`${path}/`));
    return { standing: ours ? "ours" : "foreign", version };
  }
  if (!found.isSymbolicLink() && !found.isFile()) return { standing: "foreign", version };
  const now = found.isSymbolicLink() ? await readlink(file, "buffer") : await readFile(file);
  if (before !== undefined && (await bytesBefore(folder, before)).equals(now)) return { standing: "before", version };
  return { standing: after !== undefined && (await isNew(root, path, after, now)) ? "ours" : "foreign", version };
}

const bytesBefore = async (folder: string, { target, number }: Kept & { readonly number: number }): Promise<Buffer> =>
  target === undefined ? readFile(copyOf(folder, number)) : bytesOfText(target);

function foldersAbove(path: PathBytes): readonly PathBytes[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Whether an index holds just this tree. */
const isStaged = async (root: string, tree: string, env?: Readonly<{ GIT_INDEX_FILE: string }>): Promise<boolean> =>
  (await runGit(["diff-index", "--cached", "--quiet", tree, "--"], { cwd: root, env: { ...env }, okCodes: [0, 1] }))
    .code === 0;

/** As git stores it, or written in part: what a kill in the middle of a file leaves. */
async function isNew(root: string, path: PathBytes, { object }: TreeFile, now: Buffer): Promise<boolean> {
  const name = readable(path);
  // What converts a file goes by its name, which a command can be told as text alone.
  const how = bytesOfText(path).equals(Buffer.from(name)) ? `--path=${name}` : "--no-filters";
  const { config } = await guardFilters(root);
  const hash = await gitText([...config, "hash-object", "--stdin", how], { cwd: root, input: now });
  if (hash === object) return true;
  const stored = await readBlob(root, object).catch(() => undefined);
  return stored?.subarray(0, now.length).equals(now) === true;
}

function removeEmptyAbove(root: string, path: PathBytes): void {
  for (const folder of foldersAbove(path).toReversed()) {
    try {
      rmdirSync(diskPath(root, folder));
    } catch {
      return; // it holds something else
    }
  }
}

import type { BigIntStats } from "node:fs";
import { lstat, readFile, readlink } from "node:fs/promises";
import { AppError } from "../errors/index.ts";
import { diskPath, isBehindLink, type PathBytes, runGit } from "../git/index.ts";
import { bytesOf, textOf } from "./lines.ts";

export { diskPath, isBehindLink, type PathBytes } from "../git/index.ts";

/** What a tree, the index or the disk has at a path. */
export interface Entry {
  readonly mode: string;
  readonly object: string;
}

export const modes = { file: "100644", program: "100755", link: "120000", submodule: "160000" } as const;

export const isFile = (entry: Pick<Entry, "mode">): boolean =>
  entry.mode === modes.file || entry.mode === modes.program;

export const isSame = (one: Entry | undefined, other: Entry | undefined): boolean =>
  one?.mode === other?.mode && one?.object === other?.object;

/** One file that differs between two trees. */
export interface ChangedEntry {
  readonly path: PathBytes;
  /** What a renamed file was called. */
  readonly oldPath?: PathBytes;
  readonly old?: Entry;
  readonly now?: Entry;
}

/** As a person reads it, and as clients name it. */
export const nameOf = (path: PathBytes): string => bytesOf(path).toString("utf8");

export const pathOf = (name: string): PathBytes => textOf(Buffer.from(name, "utf8"));

const absent = "000000";
const entryOf = (mode = absent, object = ""): Entry | undefined => (mode === absent ? undefined : { mode, object });

/** A tree that somebody made by hand may name what no checkout writes: git dirs, and places outside of the folder. */
export function requireOwn(path: PathBytes): void {
  const odd = path
    .split("/")
    .some((part) => part === "" || part === "." || part === ".." || /^\.git[. ]*$/i.test(part));
  if (odd) throw new AppError("path_outside", nameOf(path));
}

/** What differs between two trees, with renames unless they are to be told as a deletion and an addition. */
export async function changedEntries(
  cwd: string,
  { from, to, renames }: { readonly from: string; readonly to: string; readonly renames: boolean },
  signal?: AbortSignal,
): Promise<readonly ChangedEntry[]> {
  const find = renames ? ["--find-renames", "-l10000"] : ["--no-renames"];
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--ignore-submodules=dirty", ...find, from, to];
  const fields = textOf((await runGit(args, { cwd, signal })).stdout).split("\0");
  const found: ChangedEntry[] = [];
  for (let at = 0; fields[at]?.startsWith(":") === true; ) {
    const [oldMode, newMode, oldObject, newObject, status = ""] = (fields[at] ?? "").slice(1).split(" ");
    const moved = status.startsWith("R");
    const path = fields[at + (moved ? 2 : 1)] ?? "";
    const old = entryOf(oldMode, oldObject);
    const now = entryOf(newMode, newObject);
    found.push({
      path,
      ...(moved ? { oldPath: fields[at + 1] ?? "" } : {}),
      ...(old === undefined ? {} : { old }),
      ...(now === undefined ? {} : { now }),
    });
    at += moved ? 3 : 2;
  }
  return found;
}

/** Few names that are text are asked for by name; else the whole listing is read. */
function asArguments(paths: readonly PathBytes[]): readonly string[] {
  const names = paths.map(nameOf);
  const small = names.length <= 500 && names.join("").length < 64 * 1024;
  return small && names.every((name, at) => pathOf(name) === paths[at]) ? ["--", ...names] : [];
}

/** What a tree has at some paths. */
export async function treeEntries(
  cwd: string,
  tree: string,
  paths: readonly PathBytes[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<PathBytes, Entry>> {
  const { stdout } = await runGit(["ls-tree", "-r", "-z", tree, ...asArguments(paths)], { cwd, signal });
  const wanted = new Set(paths);
  return new Map(
    textOf(stdout)
      .split("\0")
      .flatMap((record) => {
        const [, mode = "", object = "", path = ""] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
        return wanted.has(path) ? [[path, { mode, object }]] : [];
      }),
  );
}

export interface IndexEntries {
  readonly entries: ReadonlyMap<PathBytes, Entry>;
  readonly conflicts: ReadonlySet<PathBytes>;
}

/** What the index has at some paths. A file that is only intended to be added is in it without content. */
export async function indexEntries(
  cwd: string,
  paths: readonly PathBytes[],
  env?: Readonly<Record<string, string>>,
): Promise<IndexEntries> {
  const { stdout } = await runGit(["ls-files", "--stage", "-z", ...asArguments(paths)], { cwd, env });
  const wanted = new Set(paths);
  const entries = new Map<PathBytes, Entry>();
  const conflicts = new Set<PathBytes>();
  for (const record of textOf(stdout).split("\0")) {
    const [, mode = "", object = "", stage, path = ""] = /^(\d+) ([0-9a-f]+) (\d)\t(.*)$/s.exec(record) ?? [];
    if (!wanted.has(path)) continue;
    if (stage === "0") entries.set(path, { mode, object });
    else conflicts.add(path);
  }
  return { entries, conflicts };
}

/** What is on disk at a path. */
export type OnDisk =
  | { readonly kind: "absent" }
  | { readonly kind: "other" }
  | {
      readonly kind: "file";
      readonly mode: string;
      readonly permissions: number;
      readonly bytes: Buffer;
      /** Changes whenever the file does. */
      readonly version: string;
    };

/** Tells whether a file is still the one that was looked at, with the same bytes. */
export const versionOf = ({ dev, ino, size, mtimeNs, ctimeNs, mode }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs, mode].join(":");

/** Reads a file or the target of a link; a folder counts as nothing, what else is there (a device) is "other". */
export async function readOnDisk(root: string, path: PathBytes): Promise<OnDisk> {
  const file = diskPath(root, path);
  if (await isBehindLink(root, path)) return { kind: "other" };
  const found = await lstat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  // A folder may be gone by the time that its files are; who writes looks once more.
  if (found === undefined || found.isDirectory()) return { kind: "absent" };
  const version = versionOf(found);
  const permissions = Number(found.mode & 0o7777n);
  if (found.isSymbolicLink())
    return { kind: "file", mode: modes.link, permissions, bytes: await readlink(file, "buffer"), version };
  if (!found.isFile()) return { kind: "other" };
  const mode = (permissions & 0o100) === 0 ? modes.file : modes.program;
  return { kind: "file", mode, permissions, bytes: await readFile(file), version };
}

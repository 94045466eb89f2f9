import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../errors/index.ts";
import { changedPaths, gitRecords } from "../git/index.ts";

/** What is in a folder: its files, and which of them changed lately. */
export interface Listing {
  readonly paths: ReadonlySet<string>;
  /** What differs from the last commit. */
  readonly changed: ReadonlySet<string>;
  /** The last changed first. */
  readonly recent: readonly string[];
}

/** So many changes are looked at one by one. */
const LOOKED_AT = 2000;
/** So many commits count as lately. */
const COMMITS = 30;
/** A folder that git does not know is read so far. */
const WALKED = 20_000;

/** A name that is not valid UTF-8 cannot be written down, and a folder of another repository is no file. */
const canBeNamed = (path: string): boolean => !path.includes("\ufffd") && !path.endsWith("/");

/** The files that git tracks: quickly, without a look at the folder itself. */
export async function listTracked(root: string): Promise<Listing> {
  const paths = await gitRecords(["ls-files", "-z", "--cached"], { cwd: root }).catch((error: unknown) => {
    if (isNoRepository(error)) return walk(root);
    throw error;
  });
  return { paths: new Set(paths.filter(canBeNamed)), changed: new Set(), recent: [] };
}

/** All files of a folder but the ignored ones, as they are now. */
export async function listFiles(root: string): Promise<Listing> {
  const [tracked, changes, committed] = await Promise.all([
    listTracked(root),
    changedPaths(root, { untracked: "all" }).catch(emptyWithoutRepository),
    recentlyCommitted(root),
  ]);
  const paths = new Set(tracked.paths);
  const changed = new Set<string>();
  const touched: { readonly path: string; readonly at: number }[] = [];
  const look = async ({ path }: { readonly path: string }): Promise<void> => {
    const stats = await lstat(join(root, path)).catch(() => undefined);
    if (stats === undefined || (stats.isDirectory() && !tracked.paths.has(path))) return void paths.delete(path);
    paths.add(path);
    changed.add(path);
    touched.push({ path, at: stats.mtimeMs });
  };
  const nameable = changes.filter(({ path }) => canBeNamed(path));
  await Promise.all(nameable.slice(0, LOOKED_AT).map(look));
  for (const { path } of nameable.slice(LOOKED_AT)) {
    paths.add(path);
    changed.add(path);
  }
  touched.sort((a, b) => b.at - a.at);
  return { paths, changed, recent: [...touched.map(({ path }) => path), ...committed] };
}

/** What the last commits touched, the newest first; nothing where there is no commit yet. */
async function recentlyCommitted(root: string): Promise<readonly string[]> {
  const args = ["log", "-z", `--max-count=${COMMITS}`, "--format=", "--name-only", "--no-renames", "--no-ext-diff"];
  const records = await gitRecords(args, { cwd: root, okCodes: [0, 128] });
  return records.map((record) => record.replace(/^\n/, "")).filter((path) => path !== "");
}

const isNoRepository = (error: unknown): boolean =>
  error instanceof AppError && error.code === "git_failed" && /not a git repository/.test(error.detail ?? "");

function emptyWithoutRepository(error: unknown): [] {
  if (isNoRepository(error)) return [];
  throw error;
}

/** The files below a folder without a repository, the outer ones first; links and hidden folders are passed over. */
async function walk(root: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [""];
  for (let folder = folders.shift(); folder !== undefined && found.length < WALKED; folder = folders.shift()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) found.push(path);
      else if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules") folders.push(path);
    }
  }
  return found;
}

import { lstat } from "node:fs/promises";
import { runGit } from "./run.ts";

/** An index file of ours over a checkout. The checkout's own index is never opened for writing through it. */
export interface OwnIndex {
  readonly root: string;
  readonly file: string;
  /** Under which files become objects: the checkout's own rules, or those of a shadow that stores bytes as they are. */
  readonly env: Readonly<Record<string, string>>;
  /** Settings for every call. */
  readonly config: readonly string[];
  /** The checkout's own environment with this index in it: whose ignore rules count. */
  readonly rules: Readonly<Record<string, string>>;
}

export interface Recorded {
  /** Whether the index changed, so that its tree must be written anew. */
  readonly changed: boolean;
  /** Repositories inside the checkout that are not its submodules: git cannot store what is in them. */
  readonly nested: readonly string[];
}

/** No files of an index of ours in the repository's git dir; and large files, which git packs at once, packed quickly. */
export const ownIndexConfig = ["core.splitIndex=false", "core.untrackedCache=false", "core.compression=1"].flatMap(
  (setting) => ["-c", setting],
);

// Paths are bytes; this encoding keeps every byte, so that a name that is no valid UTF-8 survives the way through here.
const bytes = "latin1";

const splitPaths = (output: Buffer): string[] => output.toString(bytes).split("\0").slice(0, -1);

/**
 * Brings the index up to what is on disk: changed, deleted and untracked files, ignored ones only if they are in it
 * already. Not `git add -A`: that looks into nested repositories under their own configuration, which may name programs.
 */
export async function recordWorkingTree(own: OwnIndex, signal?: AbortSignal): Promise<Recorded> {
  const [differing, others] = await Promise.all([
    runGit([...own.config, "diff-files", "-z", "--name-status", "--no-renames", "--ignore-submodules=dirty"], {
      cwd: own.root,
      env: own.env,
      signal,
    }),
    runGit([...own.config, "ls-files", "-z", "--others", "--exclude-standard"], {
      cwd: own.root,
      env: own.rules,
      signal,
    }),
  ]);
  const deleted: string[] = [];
  const written: string[] = [];
  const nested: string[] = [];
  const fields = splitPaths(differing.stdout);
  for (let i = 0; i + 1 < fields.length; i += 2) (fields[i] === "D" ? deleted : written).push(fields[i + 1] ?? "");
  for (const path of splitPaths(others.stdout)) (path.endsWith("/") ? nested : written).push(path);
  await removePaths(own, deleted, signal);
  await addPaths(own, written, signal);
  if ([...written, ...deleted].some((path) => path === ".gitignore" || path.endsWith("/.gitignore")))
    await removePaths(own, await newlyIgnored(own, signal), signal);
  return {
    changed: written.length + deleted.length > 0,
    nested: nested.map((path) => Buffer.from(path, bytes).toString("utf8")),
  };
}

/** Paths of our index that the ignore rules now cover and that the checkout's own index does not hold. */
async function newlyIgnored(own: OwnIndex, signal?: AbortSignal): Promise<string[]> {
  const { GIT_INDEX_FILE: _, ...real } = own.rules;
  const list = (env: Readonly<Record<string, string>>, ...filters: readonly string[]) =>
    runGit([...own.config, "ls-files", "-z", "--cached", ...filters], { cwd: own.root, env, signal });
  const [ignored, tracked] = await Promise.all([
    list(own.rules, "--ignored", "--exclude-standard"),
    list(real, "--ignored", "--exclude-standard"),
  ]);
  const kept = new Set(splitPaths(tracked.stdout));
  return splitPaths(ignored.stdout).filter((path) => !kept.has(path));
}

/** Takes in what the checkout's index holds although it is ignored: no listing of untracked files would name it. */
export async function addTrackedIgnored(own: OwnIndex, signal?: AbortSignal): Promise<boolean> {
  const { GIT_INDEX_FILE: _, ...real } = own.rules;
  const args = ["ls-files", "-z", "--cached", "--ignored", "--exclude-standard"];
  const { stdout } = await runGit(args, { cwd: own.root, env: real, signal });
  const paths = await notBehindLinks(own.root, splitPaths(stdout));
  await addPaths(own, paths, signal);
  return paths.length > 0;
}

/** Without paths that a link in the place of one of their folders leads away from: they are gone, and git refuses them. */
async function notBehindLinks(root: string, paths: readonly string[]): Promise<string[]> {
  const links = new Map<string, Promise<boolean>>();
  const isLink = (folder: string): Promise<boolean> => {
    const known = links.get(folder) ?? lookLink(root, folder);
    links.set(folder, known);
    return known;
  };
  const behind = async (path: string): Promise<boolean> => {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1))
      if (await isLink(path.slice(0, at))) return true;
    return false;
  };
  const all = await Promise.all(paths.map(behind));
  return paths.filter((_, i) => !all[i]);
}

async function notFolders(root: string, paths: readonly string[]): Promise<string[]> {
  const kinds = await Promise.all(paths.map((path) => look(root, path)));
  return paths.filter((_, i) => kinds[i]?.isDirectory() !== true);
}

const lookLink = async (root: string, folder: string): Promise<boolean> =>
  (await look(root, folder))?.isSymbolicLink() === true;

/** Undefined for what is not there or cannot be looked at. */
const look = (root: string, path: string) =>
  lstat(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, bytes)])).catch(() => undefined);

async function addPaths(own: OwnIndex, paths: readonly string[], signal?: AbortSignal): Promise<void> {
  await updateIndex(own, ["--add", "--remove", "--replace"], paths, signal);
}

/** Removes by force: a path may now lie behind a link, where git would not look. */
async function removePaths(own: OwnIndex, paths: readonly string[], signal?: AbortSignal): Promise<void> {
  await updateIndex(own, ["--force-remove"], paths, signal);
}

async function updateIndex(
  own: OwnIndex,
  flags: readonly string[],
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (paths.length === 0) return;
  const input = Buffer.from(paths.map((path) => `${path}\0`).join(""), bytes);
  const args = [...own.config, "update-index", ...flags, "-z", "--stdin"];
  await runGit(args, { cwd: own.root, env: own.env, input, signal });
}

const attributes = ["text", "eol", "crlf", "filter", "ident", "working-tree-encoding"];
const converts = (attribute: string, value: string): boolean =>
  value !== "unspecified" && value !== "unset" && (attribute !== "ident" || value === "set");

/**
 * The entries of the checkout's index whose bytes on disk may differ from their object although git calls them clean:
 * line ends, filters, flags that tell git not to look. All of them where a setting concerns every file.
 */
async function convertedPaths(own: OwnIndex, signal?: AbortSignal): Promise<"all" | readonly string[]> {
  const { GIT_INDEX_FILE: _, ...real } = own.rules;
  const at = { cwd: own.root, env: real, signal };
  const [autocrlf, tagged] = await Promise.all([
    runGit(["config", "core.autocrlf"], { ...at, okCodes: [0, 1] }),
    runGit(["ls-files", "-v", "-z"], at),
  ]);
  if (!["", "false", "no", "off", "0"].includes(autocrlf.stdout.toString("utf8").trim().toLowerCase())) return "all";
  const entries = splitPaths(tagged.stdout);
  if (entries.some((entry) => entry.startsWith("S"))) return "all";
  const converted = new Set(entries.filter((entry) => !entry.startsWith("H")).map((entry) => entry.slice(2)));
  const input = Buffer.from(entries.map((entry) => `${entry.slice(2)}\0`).join(""), bytes);
  const { stdout } = await runGit(["check-attr", "-z", "--stdin", ...attributes], { ...at, input });
  const fields = splitPaths(stdout);
  for (let i = 0; i + 2 < fields.length; i += 3)
    if (converts(fields[i + 1] ?? "", fields[i + 2] ?? "")) converted.add(fields[i] ?? "");
  return [...converted];
}

/** Drops from a copied index what cannot be trusted to be on disk as it is stored, and stores it as it is. */
export async function distrustConverted(own: OwnIndex, signal?: AbortSignal): Promise<"all" | "done"> {
  const converted = await convertedPaths(own, signal);
  if (converted === "all") return "all";
  // A submodule has no bytes to convert, and a folder in a file's place is found like any other change.
  const files = await notFolders(own.root, converted);
  await removePaths(own, files, signal);
  await addPaths(own, await notBehindLinks(own.root, files), signal);
  return "done";
}

/** Fills an empty index with the names of the checkout's, every one of them to be read from disk. */
export async function seedNames(own: OwnIndex, signal?: AbortSignal): Promise<void> {
  const { GIT_INDEX_FILE: _, ...real } = own.rules;
  const { stdout } = await runGit(["ls-files", "-t", "-s", "-z"], { cwd: own.root, env: real, signal });
  // "H 100644 <object> 0\t<path>": what a sparse checkout left out (S) is not on disk.
  const lines = splitPaths(stdout).filter((entry) => entry.startsWith("H") && /^. \d+ [0-9a-f]+ 0\t/.test(entry));
  const input = Buffer.from(lines.map((line) => `${line.slice(2)}\0`).join(""), bytes);
  const args = [...own.config, "update-index", "-z", "--index-info"];
  await runGit(args, { cwd: own.root, env: own.env, input, signal });
}

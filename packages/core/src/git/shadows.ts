import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, diskError } from "../errors/index.ts";
import { refusal } from "./checkout.ts";
import type { Trees } from "./diff.ts";
import { guardFilters } from "./filters.ts";
import { createInTurn } from "./inTurn.ts";
import { gitDirs } from "./repository.ts";
import { gitRecords, gitText, runGit } from "./run.ts";
import { createSharedTurns } from "./sharedTurns.ts";
import {
  addTrackedIgnored,
  distrustConverted,
  type OwnIndex,
  ownIndexConfig,
  recordWorkingTree,
  seedNames,
} from "./workingTree.ts";

/** A checkout with its git dirs, as it was found when it was first looked at. */
export interface Place {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

export interface RecordedTree {
  readonly tree: string;
  /** Repositories inside the checkout whose content is not in the tree. */
  readonly nested: readonly string[];
  readonly place: Place;
  /** Stands for the content of the checkout's own index. */
  readonly indexHash: string;
}

/**
 * What is on disk in a checkout as a tree object, without touching its index, HEAD or files. Each checkout has a folder
 * with two indexes of ours, whose stat caches make the next look cheap. Calls for one checkout run one after another.
 */
export interface Shadows {
  place(root: string): Promise<Place>;
  /** Every byte as it is on disk: no line ends changed, no filter run. For checkpoints and snapshots. */
  rawTree(root: string, signal?: AbortSignal): Promise<RecordedTree>;
  /** As `git add` would store it, but for filters that are not trusted. For comparing with commits. */
  storedTree(root: string, signal?: AbortSignal): Promise<RecordedTree>;
  /** Whether the repository has filters that its stored trees are made without. */
  hasFilters(root: string): Promise<boolean>;
  /** Writes the files of a raw tree into a checkout that has none of them. */
  writeRaw(root: string, tree: string): Promise<void>;
  /** Brings the files that the last raw tree held to those of another: written, changed, deleted. */
  resetRaw(root: string, tree: string): Promise<void>;
  /**
   * The same for a checkout that was just recorded as the tree `from`. Says whether it was done: nothing is written when
   * a file is not what that tree says any more.
   */
  moveRaw(root: string, trees: Trees): Promise<boolean>;
  /** What the last raw tree holds. */
  rawEntries(root: string): Promise<readonly { readonly mode: string; readonly path: string }[]>;
  /** A path for a passing index file; the caller removes it. */
  scratchIndex(root: string): string;
  /** Drops what is kept for a checkout that is gone. */
  forget(root: string): Promise<void>;
  /**
   * Does work that uses trees of a checkout. What an index of ours calls stored may be gone from the repository by then
   * (a person's `git gc` takes what no ref reaches); so work that git fails is done once more from the files themselves.
   */
  afresh<T>(root: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

interface Shadow {
  readonly place: Place;
  readonly folder: string;
  readonly raw: OwnIndex;
  readonly stored: OwnIndex;
  readonly objectFormat: string;
  /** By index file: the tree it stood at and the checkout's index it was last compared with. */
  /** Filters are switched off in the stored index, so what they would store is only known from the checkout's index. */
  readonly filtered: boolean;
  readonly known: Map<OwnIndex, { readonly tree: string; readonly indexHash: string }>;
}

/** Keeps one folder per checkout below `root`. */
export function createShadows({ root: home }: { readonly root: string }): Shadows {
  const shadows = new Map<string, Promise<Shadow>>();
  // One at a time per checkout: two of them would want the same index.
  const inTurn = createInTurn();
  let scratches = 0;
  const folderOf = (root: string): string => join(home, createHash("sha256").update(root).digest("hex").slice(0, 24));

  const shadowOf = (root: string): Promise<Shadow> => {
    const known = shadows.get(root);
    if (known !== undefined) return known;
    const opening = openShadow(root, folderOf(root));
    shadows.set(root, opening);
    opening.catch(() => shadows.delete(root));
    return opening;
  };

  const forget = (root: string): Promise<void> =>
    inTurn(root, async () => {
      shadows.delete(root);
      await rm(folderOf(root), { recursive: true, force: true });
    });

  const lookAt = async (root: string, kind: "raw" | "stored", signal: AbortSignal): Promise<RecordedTree> => {
    const shadow = await shadowOf(root);
    try {
      return await recordTree(shadow, kind, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError && error.code !== "git_failed") throw error;
      // A file may have changed kind between two looks, or the index of a killed host may be broken: once more, afresh.
      await rm(shadow[kind].file, { force: true });
      shadow.known.delete(shadow[kind]);
      return recordTree(shadow, kind, signal);
    }
  };
  // Everything about a review asks at the same moment; one look at the files tells them all.
  const looks = {
    raw: createSharedTurns(inTurn, (root, signal) => lookAt(root, "raw", signal)),
    stored: createSharedTurns(inTurn, (root, signal) => lookAt(root, "stored", signal)),
  };

  return {
    place: async (root) => (await shadowOf(root)).place,
    rawTree: looks.raw,
    storedTree: looks.stored,
    hasFilters: async (root) => (await shadowOf(root)).filtered,
    writeRaw: (root, written) => inTurn(root, async () => writeRaw(await shadowOf(root), written)),
    resetRaw: (root, written) => inTurn(root, async () => resetRaw(await shadowOf(root), written)),
    moveRaw: (root, trees) => inTurn(root, async () => moveRaw(await shadowOf(root), trees)),
    rawEntries: (root) =>
      inTurn(root, async () => {
        const { raw } = await shadowOf(root);
        const records = await gitRecords(["ls-files", "-s", "-z"], { cwd: root, env: raw.env });
        return records.map((record) => ({ mode: record.slice(0, 6), path: record.slice(record.indexOf("\t") + 1) }));
      }),
    scratchIndex: (root) => join(folderOf(root), `scratch-${(scratches += 1)}.index`),
    forget,
    afresh: async (root, work, signal) => {
      try {
        return await work();
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof AppError) || error.code !== "git_failed") throw error;
        await forget(root);
        return work();
      }
    },
  };
}

async function openShadow(root: string, folder: string): Promise<Shadow> {
  // First: of all that git says of a folder that is no repository, this is the answer with a code.
  const dirs = await gitDirs(root);
  const [guard, objectFormat] = await Promise.all([
    guardFilters(root),
    gitText(["rev-parse", "--show-object-format"], { cwd: root }),
  ]);
  const place = { root, ...dirs };
  const gitDir = join(folder, "git");
  try {
    await Promise.all([
      mkdir(join(gitDir, "objects"), { recursive: true }),
      mkdir(join(gitDir, "refs"), { recursive: true }),
      mkdir(join(gitDir, "info"), { recursive: true }),
    ]);
    await Promise.all([
      writeFile(join(gitDir, "HEAD"), "ref: refs/heads/shadow\n"),
      writeFile(join(gitDir, "config"), shadowConfig(objectFormat)),
      // The last word over every .gitattributes: bytes go in and out as they are.
      writeFile(join(gitDir, "info/attributes"), "* -text -eol -crlf -filter -ident -working-tree-encoding\n"),
      rm(join(gitDir, "index.lock"), { force: true }),
      rm(join(folder, "stored.index.lock"), { force: true }),
    ]);
  } catch (error) {
    throw diskError(error);
  }
  const real = { GIT_DIR: place.gitDir, GIT_WORK_TREE: root };
  const raw = join(gitDir, "index");
  const stored = { ...real, GIT_INDEX_FILE: join(folder, "stored.index") };
  return {
    place,
    folder,
    objectFormat,
    raw: {
      root,
      file: raw,
      config: ownIndexConfig,
      env: { GIT_DIR: gitDir, GIT_WORK_TREE: root, GIT_OBJECT_DIRECTORY: join(place.commonDir, "objects") },
      rules: { ...real, GIT_INDEX_FILE: raw },
    },
    stored: {
      root,
      file: stored.GIT_INDEX_FILE,
      config: [...ownIndexConfig, ...guard.config],
      env: stored,
      rules: stored,
    },
    filtered: guard.found,
    known: new Map(),
  };
}

function shadowConfig(objectFormat: string): string {
  const links = process.platform === "win32" ? "false" : "true";
  const ignoreCase = process.platform === "linux" ? "false" : "true";
  return `[core]
	repositoryformatversion = ${objectFormat === "sha1" ? 0 : 1}
	bare = false
	autocrlf = false
	fileMode = ${links}
	symlinks = ${links}
	ignoreCase = ${ignoreCase}
	precomposeUnicode = false
	logAllRefUpdates = false
${objectFormat === "sha1" ? "" : `[extensions]\n\tobjectFormat = ${objectFormat}\n`}`;
}

async function recordTree(shadow: Shadow, kind: "raw" | "stored", signal?: AbortSignal): Promise<RecordedTree> {
  const own = shadow[kind];
  const indexHash = await hashFile(join(shadow.place.gitDir, "index"));
  if (kind === "stored" && shadow.filtered && shadow.known.get(own)?.indexHash !== indexHash) {
    await rm(own.file, { force: true });
    shadow.known.delete(own);
  }
  const known = shadow.known.get(own);
  const fresh = known === undefined && !(await seed(shadow, kind, signal));
  const grown = known?.indexHash !== indexHash && (await addTrackedIgnored(own, signal));
  const { changed, nested } = await recordWorkingTree(own, signal);
  const tree =
    known === undefined || fresh || grown || changed
      ? await gitText([...own.config, "write-tree"], { cwd: own.root, env: own.env, signal })
      : known.tree;
  shadow.known.set(own, { tree, indexHash });
  return { tree, nested, place: shadow.place, indexHash };
}

async function hashFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  return createHash("sha1").update(bytes).digest("hex");
}

/** Starts an index of ours from the checkout's, so that only what differs has to be read. Says whether there was one. */
async function seed(shadow: Shadow, kind: "raw" | "stored", signal?: AbortSignal): Promise<boolean> {
  const own = shadow[kind];
  const { gitDir } = shadow.place;
  if (existsSync(own.file)) return true;
  const split = (await readdir(gitDir)).some((name) => name.startsWith("sharedindex."));
  if (!split) {
    if (!(await copyIndex(join(gitDir, "index"), own.file))) return false;
    if (kind === "stored" || (await distrustConverted(own, signal)) === "done") return false;
    await rm(own.file);
  }
  await seedNames(own, signal);
  return false;
}

async function copyIndex(from: string, to: string): Promise<boolean> {
  try {
    const { atime, mtime } = await stat(from);
    await copyFile(from, to);
    // Git mistrusts entries as young as their index. A copy that looked younger would take away that doubt.
    await utimes(to, atime, new Date(mtime.getTime() - 1));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw diskError(error);
  }
}

async function resetRaw(shadow: Shadow, tree: string): Promise<void> {
  shadow.known.delete(shadow.raw);
  await runGit([...ownIndexConfig, "read-tree", "--reset", "-u", tree], { cwd: shadow.raw.root, env: shadow.raw.env });
}

async function moveRaw(shadow: Shadow, { from, to }: Trees): Promise<boolean> {
  const at = { cwd: shadow.raw.root, env: shadow.raw.env };
  shadow.known.delete(shadow.raw);
  const args = [...ownIndexConfig, "read-tree", "-m", "-u", from, to];
  return runGit(args, at).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && refusal.test(error.detail ?? "")) return false;
      throw error;
    },
  );
}

async function writeRaw(shadow: Shadow, tree: string): Promise<void> {
  const at = { cwd: shadow.raw.root, env: shadow.raw.env };
  await runGit([...ownIndexConfig, "read-tree", tree], at);
  await runGit([...ownIndexConfig, "checkout-index", "--all", "--index", "--quiet"], at);
  shadow.known.delete(shadow.raw);
}

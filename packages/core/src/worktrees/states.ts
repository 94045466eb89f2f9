import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { commitTree, gitText, type Place, resolveCommit, runGit, writeBlob } from "../git/index.ts";

/** Files of a git dir that say what a checkout is in the middle of. */
const stateFiles = [
  "HEAD",
  "ORIG_HEAD",
  "MERGE_HEAD",
  "MERGE_MODE",
  "MERGE_MSG",
  "MERGE_AUTOSTASH",
  "AUTO_MERGE",
  "SQUASH_MSG",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "REBASE_HEAD",
  "BISECT_LOG",
  "BISECT_NAMES",
  "BISECT_START",
  "BISECT_TERMS",
  "config.worktree",
  "info/sparse-checkout",
];
const stateFolders = ["rebase-merge", "rebase-apply", "sequencer"];
/** What goes with the git dir of a worktree when that is removed, and stays elsewhere. */
const removalFiles = ["logs/HEAD"];
const removalFolders = ["refs"];

/** Of these the commits must stay reachable. */
const pseudoRefs = ["ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD"];

interface StateFile {
  readonly name: string;
  readonly bytes: Buffer;
}

async function readState(gitDir: string, forRemoval: boolean): Promise<readonly StateFile[]> {
  const folders = forRemoval ? [...stateFolders, ...removalFolders] : stateFolders;
  const inFolders = await Promise.all(
    folders.map(async (folder) => {
      const found = await readdir(join(gitDir, folder), { recursive: true, withFileTypes: true }).catch(() => []);
      return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  const names = [
    ...stateFiles,
    ...(forRemoval ? removalFiles : []),
    ...inFolders.flat().map((path) => path.slice(gitDir.length + 1)),
  ];
  const files = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readFile(join(gitDir, name)).catch(() => undefined) })),
  );
  return files.flatMap(({ name, bytes }) => (bytes === undefined ? [] : [{ name, bytes }]));
}

const digest = (parts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
};

export interface StateInput {
  readonly place: Place;
  readonly head: string | undefined;
  /** Of the checkout's own index, as it was when the working tree was recorded. */
  readonly indexHash: string;
  readonly forRemoval: boolean;
  /** Extra files, by name. */
  readonly notes: Readonly<Record<string, string>>;
  /** An index file of ours to build the tree with. */
  readonly scratch: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The key under which a state commit can be used again: everything that goes into it. */
export async function stateKey(input: StateInput): Promise<string> {
  const files = await readState(input.place.gitDir, input.forRemoval);
  const notes = Object.entries(input.notes).flat();
  return digest([input.indexHash, input.head ?? "", ...notes, ...files.flatMap(({ name, bytes }) => [name, bytes])]);
}

/**
 * Saves what a checkout has beside its files: its index byte for byte, with every staged object kept reachable, and the
 * small files of its git dir. The commit's tree has the folders `gitdir`, `index` (staged files), `stage1`–`stage3`
 * (sides of conflicts) and `notes`.
 */
export async function commitState(input: StateInput): Promise<string> {
  const { place, signal } = input;
  const real = { GIT_DIR: place.gitDir, GIT_WORK_TREE: place.root };
  const at = { cwd: place.root, env: real, signal };
  const names = (await readState(place.gitDir, input.forRemoval)).map(({ name }) => name);
  if (existsSync(join(place.gitDir, "index"))) names.push("index");
  const [staged, kept, ...blobs] = await Promise.all([
    runGit(["ls-files", "--stage", "-z"], at),
    Promise.all(pseudoRefs.filter((ref) => names.includes(ref)).map((ref) => resolveCommit(place.root, ref))),
    storeFiles(place, names, signal),
    ...Object.entries(input.notes).map(async ([name, text]) => {
      return `100644 ${await writeBlob(place.root, Buffer.from(text))} 0\tnotes/${name}\0`;
    }),
  ]);
  const stages = ["index", "stage1", "stage2", "stage3"];
  // "<mode> <object> <stage>\t<path>" per entry; the paths' bytes pass through as they are.
  const entries = staged.stdout
    .toString("latin1")
    .replace(/(^|\0)(\d+ [0-9a-f]+) ([0-3])\t/g, (_, end: string, entry: string, stage: string) => {
      return `${end}${entry} 0\t${stages[Number(stage)]}/`;
    });
  const scratch = { ...at, env: { ...real, GIT_INDEX_FILE: input.scratch } };
  const info = Buffer.concat([Buffer.from(entries, "latin1"), Buffer.from(blobs.join(""))]);
  await runGit(["-c", "core.splitIndex=false", "update-index", "-z", "--index-info"], { ...scratch, input: info });
  const tree = await gitText(["write-tree", "--missing-ok"], scratch);
  const parents = new Set([input.head, ...kept].filter((parent) => parent !== undefined));
  return commitTree(place.root, { tree, parents: [...parents], message: "Index and git dir", env: input.env }, signal);
}

/** Stores files of a git dir as they are; answers with their entries for an index. */
async function storeFiles(place: Place, names: readonly string[], signal?: AbortSignal): Promise<string> {
  const paths = names.map((name) => join(place.gitDir, name));
  const at = { cwd: place.root, signal };
  const objects = await gitText(["hash-object", "-w", "--no-filters", "--", ...paths], at);
  const lines = objects.split("\n").map((object, index) => `100644 ${object} 0\tgitdir/${names[index]}\0`);
  return lines.join("");
}

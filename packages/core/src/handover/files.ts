import { lstat, readdir, rm } from "node:fs/promises";
import {
  bytesOfText,
  diskPath,
  filesOfTree,
  gitText,
  type PathBytes,
  readTree,
  runGit,
  textOfBytes,
  treeChanges,
} from "../git/index.ts";

/** `<mode> <object>` of every file of a tree, by path. */
export async function filesOf(cwd: string, tree: string): Promise<ReadonlyMap<PathBytes, string>> {
  const files = await filesOfTree(cwd, tree);
  return new Map([...files].map(([path, { mode, object }]) => [path, `${mode} ${object}`]));
}

/** A tree with some files more, and without others. Written through an index of ours. */
export async function changeTree(
  cwd: string,
  tree: string,
  change: {
    readonly add: ReadonlyMap<PathBytes, string>;
    readonly remove: readonly PathBytes[];
    readonly scratch: string;
  },
): Promise<string> {
  const { add, remove, scratch } = change;
  if (add.size === 0 && remove.length === 0) return gitText(["rev-parse", `${tree}^{tree}`], { cwd });
  const at = { cwd, env: { GIT_INDEX_FILE: scratch } };
  const config = ["-c", "core.splitIndex=false"];
  try {
    await readTree([tree], at);
    const none = "0".repeat((await gitText(["rev-parse", `${tree}^{tree}`], { cwd })).length);
    const gone = remove.map((path) => `0 ${none}\t${path}\0`);
    const come = [...add].map(([path, entry]) => `${entry}\t${path}\0`);
    const input = bytesOfText([...gone, ...come].join(""));
    await runGit([...config, "update-index", "-z", "--index-info"], { ...at, input });
    return await gitText([...config, "write-tree"], at);
  } finally {
    await rm(scratch, { force: true });
  }
}

/**
 * What stands on disk where files of `to` would come that `from`, which has all that git sees there, does not know:
 * ignored files, mostly. A move would write over them.
 */
export async function inTheWay(root: string, from: string, to: string): Promise<readonly PathBytes[]> {
  const [known, changes] = await Promise.all([filesOf(root, from), treeChanges(root, { from, to })]);
  const met = new Set<PathBytes>();
  for (const { path } of changes.filter(({ old }) => old === undefined)) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (!known.has(folder) && (await kindAt(root, folder)) === "file") met.add(folder);
    }
    const kind = await kindAt(root, path);
    if (kind === "folder") for (const inside of await unknownIn(root, path, known)) met.add(inside);
    else if (kind === "file" && !known.has(path)) met.add(path);
  }
  return [...met].sort();
}

async function kindAt(root: string, path: PathBytes): Promise<"nothing" | "folder" | "file"> {
  const found = await lstat(diskPath(root, path)).catch(() => undefined);
  if (found === undefined) return "nothing";
  return found.isDirectory() ? "folder" : "file";
}

async function unknownIn(
  root: string,
  folder: PathBytes,
  known: ReadonlyMap<PathBytes, string>,
): Promise<readonly PathBytes[]> {
  const names = await readdir(diskPath(root, folder), { encoding: "buffer" }).catch(() => []);
  const found = names.map(async (name) => {
    const path = `${folder}/${textOfBytes(name)}`;
    if ((await kindAt(root, path)) === "folder") return unknownIn(root, path, known);
    return known.has(path) ? [] : [path];
  });
  return (await Promise.all(found)).flat();
}

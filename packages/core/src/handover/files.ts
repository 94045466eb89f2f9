import { lstat, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gitRecords, gitText, runGit } from "../git/index.ts";

/** `<mode> <object>` of every file of a tree, by path. */
export async function filesOf(cwd: string, tree: string): Promise<ReadonlyMap<string, string>> {
  const records = await gitRecords(["ls-tree", "-r", "-z", "--full-tree", tree], { cwd });
  // "<mode> <type> <object>\t<path>"
  return new Map(
    records.map((record) => {
      const tab = record.indexOf("\t");
      const [mode = "", , object = ""] = record.slice(0, tab).split(" ");
      return [record.slice(tab + 1), `${mode} ${object}`];
    }),
  );
}

/** A tree with some files more, and without others. Written through an index of ours. */
export async function changeTree(
  cwd: string,
  tree: string,
  change: { readonly add: ReadonlyMap<string, string>; readonly remove: readonly string[]; readonly scratch: string },
): Promise<string> {
  const { add, remove, scratch } = change;
  if (add.size === 0 && remove.length === 0) return gitText(["rev-parse", `${tree}^{tree}`], { cwd });
  const at = { cwd, env: { GIT_INDEX_FILE: scratch } };
  const config = ["-c", "core.splitIndex=false"];
  try {
    await runGit([...config, "read-tree", tree], at);
    const none = "0".repeat((await gitText(["rev-parse", `${tree}^{tree}`], { cwd })).length);
    const gone = remove.map((path) => `0 ${none}\t${path}\0`);
    const come = [...add].map(([path, entry]) => `${entry}\t${path}\0`);
    await runGit([...config, "update-index", "-z", "--index-info"], { ...at, input: [...gone, ...come].join("") });
    return await gitText([...config, "write-tree"], at);
  } finally {
    await rm(scratch, { force: true });
  }
}

/**
 * What stands on disk where files of `to` would come that `from`, which has all that git sees there, does not know:
 * ignored files, mostly. A move would write over them.
 */
export async function inTheWay(root: string, from: string, to: string): Promise<readonly string[]> {
  const args = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=A", from, to];
  const [known, added] = await Promise.all([filesOf(root, from), gitRecords(args, { cwd: root })]);
  const met = new Set<string>();
  for (const path of added) {
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder))
      if (!known.has(folder) && (await lstat(join(root, folder)).catch(() => undefined))?.isDirectory() === false)
        met.add(folder);
    const found = await lstat(join(root, path)).catch(() => undefined);
    if (found?.isDirectory()) for (const inside of await unknownIn(root, path, known)) met.add(inside);
    else if (found !== undefined && !known.has(path)) met.add(path);
  }
  return [...met].sort();
}

async function unknownIn(root: string, folder: string, known: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !known.has(path));
}

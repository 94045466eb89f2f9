import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gitRecords, runGit, splitRecords } from "./run.ts";

/**
 * Folders of a checkout in which git passes over whatever comes, each ending with a slash; a folder above stands for those
 * below it. One that merely holds nothing else by now is not among them.
 */
export async function ignoredFolders(root: string): Promise<readonly string[]> {
  const found = await gitRecords(
    ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--no-empty-directory"],
    { cwd: root },
  );
  const folders: string[] = [];
  let asked = found.filter((path) => path.endsWith("/"));
  while (asked.length > 0) {
    const passed = await matchedPaths(
      root,
      asked.map((folder) => `${folder}x`),
    );
    const others: string[] = [];
    for (const folder of asked) (passed.has(`${folder}x`) ? folders : others).push(folder);
    asked = (await Promise.all(others.map((folder) => foldersIn(root, folder)))).flat();
  }
  return folders;
}

async function foldersIn(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []); // gone meanwhile
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}${name}/`);
}

/** Those of the paths that git passes over: what is tracked is not among them, whatever the patterns say. */
export async function ignoredPaths(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const ignored = await matchedPaths(root, paths);
  if (ignored.size === 0) return ignored;
  for (const tracked of await gitRecords(["ls-files", "-z", "--cached"], { cwd: root })) ignored.delete(tracked);
  return ignored;
}

/** Those of the paths that patterns of git match, tracked or not. */
async function matchedPaths(root: string, paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  // With the index git refuses the whole list for one path inside a submodule.
  const args = ["check-ignore", "-z", "--stdin", "--no-index"];
  // It takes no paths as they are; behind a dot they are none of the patterns that it knows.
  const input = paths.map((path) => `./${path}\0`).join("");
  const env = { GIT_LITERAL_PATHSPECS: "0" };
  const { stdout } = await runGit(args, { cwd: root, input, env, okCodes: [0, 1] });
  return new Set(splitRecords(stdout.toString("utf8")).map((path) => path.slice(2)));
}

import { gitRecords, runGit, splitRecords } from "./run.ts";

/** Folders of a checkout that git passes over, each ending with a slash; a folder above stands for those below it. */
export async function ignoredFolders(root: string): Promise<readonly string[]> {
  const found = await gitRecords(
    ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--no-empty-directory"],
    { cwd: root },
  );
  return found.filter((path) => path.endsWith("/"));
}

/** Those of the paths that git passes over: what is tracked is not among them, whatever the patterns say. */
export async function ignoredPaths(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  // With the index git refuses the whole list for one path inside a submodule.
  const args = ["check-ignore", "-z", "--stdin", "--no-index"];
  // It takes no paths as they are; behind a dot they are none of the patterns that it knows.
  const input = paths.map((path) => `./${path}\0`).join("");
  const env = { GIT_LITERAL_PATHSPECS: "0" };
  const { stdout } = await runGit(args, { cwd: root, input, env, okCodes: [0, 1] });
  const ignored = new Set(splitRecords(stdout.toString("utf8")).map((path) => path.slice(2)));
  if (ignored.size === 0) return ignored;
  for (const tracked of await gitRecords(["ls-files", "-z", "--cached"], { cwd: root })) ignored.delete(tracked);
  return ignored;
}

import { runGit } from "./run.ts";

export interface CommitLine {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly at: number;
}

/** The newest commits that `range` names, as `rev-list` reads it; none where there is no commit at all. */
export async function listCommits(
  cwd: string,
  range: readonly string[],
  most: number,
  signal?: AbortSignal,
): Promise<CommitLine[]> {
  const args = ["log", "-z", `--max-count=${most}`, "--format=%H%n%ct%n%an%n%s", "--no-show-signature", ...range, "--"];
  const { stdout, code } = await runGit(args, { cwd, signal, okCodes: [0, 128] });
  if (code !== 0) return [];
  return stdout
    .toString("utf8")
    .split("\0")
    .filter(Boolean)
    .map((record) => {
      const [commit = "", at = "", author = "", ...subject] = record.split("\n");
      return { commit, at: Number(at) * 1000, author, subject: subject.join(" ") };
    });
}

/** The first parent of a commit; undefined where it has none. Null when there is no such commit. */
export async function firstParent(cwd: string, commit: string): Promise<string | undefined | null> {
  const args = ["rev-list", "--parents", "--max-count=1", "--end-of-options", commit, "--"];
  const { stdout, code } = await runGit(args, { cwd, okCodes: [0, 128] });
  if (code !== 0) return null;
  return stdout.toString("utf8").trim().split(" ")[1];
}

/** Whether a commit is among those that another one came from. */
export async function isAncestor(cwd: string, old: string, young: string): Promise<boolean> {
  return (await runGit(["merge-base", "--is-ancestor", old, young], { cwd, okCodes: [0, 1, 128] })).code === 0;
}

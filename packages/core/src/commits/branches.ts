import { AppError } from "../errors/index.ts";
import { readHead, resolveCommit, runGit } from "../git/index.ts";

/** A branch's name as git takes it. Rejects with `branch_invalid`, `branch_exists`. */
async function requireFreeName(root: string, name: string): Promise<void> {
  const { code } = await runGit(["check-ref-format", "--branch", name], { cwd: root, okCodes: [0, 1, 128] });
  // Shorthand such as @{-1} stands for another branch; names that read like an option or HEAD only confuse.
  if (code !== 0 || name.startsWith("@{") || name.startsWith("-") || name === "HEAD")
    throw new AppError("branch_invalid", name);
  if ((await resolveCommit(root, `refs/heads/${name}`)) !== undefined) throw new AppError("branch_exists", name);
}

/** git's own words for a name that stands in another one's way: "a" and "a/b" cannot both be. */
function asTaken(error: unknown): unknown {
  const detail = error instanceof AppError ? error.detail : undefined;
  return detail !== undefined && /cannot lock ref|already exists|exists; cannot create/i.test(detail)
    ? new AppError("branch_exists", detail, { cause: error })
    : error;
}

/** A branch at HEAD that HEAD goes on on. No file changes; the branch before stays where it is. */
export async function createBranch(root: string, name: string): Promise<string> {
  await requireFreeName(root, name);
  const { commit } = await readHead(root);
  // Without a commit there is no branch yet, and HEAD only takes another name.
  const args = commit === undefined ? ["symbolic-ref", "HEAD", `refs/heads/${name}`] : ["switch", "-q", "-c", name];
  await runGit(args, { cwd: root }).catch((error: unknown) => {
    throw asTaken(error);
  });
  return name;
}

/** Gives the branch that HEAD is on another name. What it follows at a remote stays. */
export async function renameBranch(root: string, name: string): Promise<string> {
  const { branch } = await readHead(root);
  if (branch === undefined) throw new AppError("branch_not_found", "HEAD is on no branch");
  if (branch === name) return name;
  // Only another case is no other branch where the disk sees no difference: git itself decides then.
  if (branch.toLowerCase() !== name.toLowerCase()) await requireFreeName(root, name);
  await runGit(["branch", "-m", branch, name], { cwd: root }).catch((error: unknown) => {
    throw asTaken(error);
  });
  return name;
}

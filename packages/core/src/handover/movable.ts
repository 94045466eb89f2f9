import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../errors/index.ts";
import { diskPath, gitDirs, gitText, operationIn, readable, readHead, type Shadows } from "../git/index.ts";
import { filesOf } from "./files.ts";

/** A checkout that a move may read or write: its files as a tree, and where its HEAD stands. */
export interface Movable {
  readonly tree: string;
  readonly head: { readonly branch?: string; readonly commit: string };
}

const link = "160000 ";

/**
 * Refuses a checkout whose state git cannot carry elsewhere, with what to do about it: the middle of a merge, parts of an
 * index in another file, a part of the files only, repositories inside.
 */
export async function requireMovable(shadows: Shadows, root: string): Promise<Movable> {
  const [{ gitDir }, head, sparse] = await Promise.all([
    gitDirs(root),
    readHead(root),
    gitText(["config", "--type=bool", "core.sparseCheckout"], { cwd: root, okCodes: [0, 1] }),
  ]);
  if (head.commit === undefined) throw new AppError("empty_repository", root);
  const operation = operationIn(gitDir) ?? ["BISECT_LOG"].find((name) => existsSync(join(gitDir, name)));
  if (operation !== undefined) throw new AppError("merge_under_way", `${root} (${operation})`);
  if (existsSync(join(gitDir, "index.lock"))) throw new AppError("worktree_busy", `git works in ${root}`);
  if (sparse === "true" && existsSync(join(gitDir, "info/sparse-checkout")))
    throw new AppError("not_movable", `${root} is a sparse checkout; run "git sparse-checkout disable" there`);
  if (readdirSync(gitDir).some((name) => name.startsWith("sharedindex.")))
    throw new AppError("not_movable", `The index of ${root} is split; run "git update-index --no-split-index" there`);
  const { tree, nested } = await shadows.rawTree(root);
  if (nested.length > 0)
    throw new AppError("not_movable", `${root} holds repositories that git does not know: ${nested.join(", ")}`);
  return { tree, head: { branch: head.branch, commit: head.commit } };
}

/** Submodules stay where they are, filled or empty: a move that would have to change a filled one is refused. */
export async function requireSameSubmodules(root: string, from: string, to: string): Promise<void> {
  const [before, after] = await Promise.all([filesOf(root, from), filesOf(root, to)]);
  const moved = [...new Set([...before.keys(), ...after.keys()])].filter((path) => {
    const is = before.get(path);
    const shall = after.get(path);
    const concerns = is?.startsWith(link) === true || shall?.startsWith(link) === true;
    return concerns && is !== shall && existsSync(diskPath(root, `${path}/.git`));
  });
  if (moved.length > 0)
    throw new AppError("not_movable", `Submodules in ${root} are at another commit: ${moved.map(readable).join(", ")}`);
}

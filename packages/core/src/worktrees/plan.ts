import { existsSync } from "node:fs";
import { join } from "node:path";
import { WorktreeId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { gitRecords, readHead, resolveCommit } from "../git/index.ts";
import type { WorktreeRow, WorktreeRows } from "./rows.ts";
import type { PlanInput } from "./types.ts";

const maxSlug = 40;

/** A title as a name that every file system and every ref takes. */
export function slugOf(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (plain.length <= maxSlug) return plain || "thread";
  const cut = plain.slice(0, maxSlug + 1);
  const end = cut.lastIndexOf("-");
  return end > maxSlug / 2 ? cut.slice(0, end) : plain.slice(0, maxSlug);
}

interface Base {
  readonly base?: string;
  readonly baseCommit: string;
}

/** What a thread starts from. Only a local branch is a base that it can land on. */
async function resolveBase(root: string, base: string | undefined): Promise<Base> {
  const head = await readHead(root);
  if (head.commit === undefined) throw new AppError("empty_repository", root);
  if (base === undefined || base === "HEAD") return { base: head.branch, baseCommit: head.commit };
  const name = base.replace(/^refs\/heads\//, "");
  const [branch, commit] = await Promise.all([resolveCommit(root, `refs/heads/${name}`), resolveCommit(root, base)]);
  if (branch !== undefined) return { base: name, baseCommit: branch };
  if (commit === undefined) throw new AppError("branch_not_found", base);
  return { baseCommit: commit };
}

/** A fork keeps what the other thread landed on. */
const plannedBase = ({ from }: PlanInput): Base | undefined =>
  from?.baseCommit === undefined ? undefined : { base: from.base, baseCommit: from.baseCommit };

/** Names of branches that ours must not meet, in lower case since some file systems keep refs so. */
async function takenBranches(root: string): Promise<ReadonlySet<string>> {
  const refs = await gitRecords(["for-each-ref", "--format=%(refname:lstrip=2)%00", "refs/heads/"], { cwd: root });
  return new Set(refs.map((ref) => ref.replace(/^\n/, "").toLowerCase()));
}

export interface PlanContext {
  readonly rows: WorktreeRows;
  /** The folder of all worktrees, links resolved. */
  readonly root: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly branchPrefix: () => string;
}

/** A branch "a" and a branch "a/b" cannot both be: where one has the prefix's own name, dashes take the slashes' place. */
function prefixBeside(branches: ReadonlySet<string>, prefix: string): string {
  const folders = prefix.split("/").slice(0, -1);
  const inTheWay = folders.some((_, depth) =>
    branches.has(
      folders
        .slice(0, depth + 1)
        .join("/")
        .toLowerCase(),
    ),
  );
  return inTheWay ? prefix.replaceAll("/", "-") : prefix;
}

/** Puts a worktree on record under a branch and a folder that nothing else has. */
export async function planWorktree(context: PlanContext, input: PlanInput): Promise<WorktreeRow> {
  const { project, threadId, title } = input;
  const [base, branches] = await Promise.all([
    plannedBase(input) ?? resolveBase(project.path, input.base),
    takenBranches(project.path),
  ]);
  // From here to the insert nothing waits, so that no other plan can take the same names.
  const rows = context.rows.all();
  const paths = new Set(rows.map((row) => row.path));
  const planned = new Set(rows.filter((row) => row.projectId === project.id).map((row) => row.branch));
  const prefix = prefixBeside(branches, context.branchPrefix());
  const folder = join(context.root, slugOf(project.name));
  const isFree = (slug: string): boolean => {
    const branch = prefix + slug;
    const path = join(folder, slug);
    return !branches.has(branch.toLowerCase()) && !planned.has(branch) && !paths.has(path) && !existsSync(path);
  };
  const slug = slugOf(title);
  let free = slug;
  for (let n = 2; !isFree(free); n += 1) free = `${slug}-${n}`;
  const row: WorktreeRow = {
    id: WorktreeId.parse(context.newId()),
    projectId: project.id,
    threadId,
    projectPath: project.path,
    path: join(folder, free),
    gitDir: undefined,
    branch: prefix + free,
    base: base.base,
    baseCommit: base.baseCommit,
    checkpoint: input.from?.checkpoint,
    state: "creating",
    snapshot: undefined,
    createdAt: context.now(),
    removedAt: undefined,
  };
  context.rows.insert(row);
  return row;
}

import { statSync } from "node:fs";
import { join, relative } from "node:path";
import { HandoverId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import {
  deleteRef,
  gitDirs,
  gitText,
  readTree,
  refreshIndex,
  refusal,
  requireFreeIndex,
  resolveCommit,
  updateRef,
  withIndex,
} from "../git/index.ts";
import { type HeadPlace, putHead, removeStrangers } from "../worktrees/index.ts";
import { changeTree } from "./files.ts";
import type { Movable } from "./movable.ts";
import type { HandoverPlan, HandoverRow } from "./rows.ts";
import { surveyToLocal, surveyToWorktree } from "./survey.ts";
import type { HandoverContext, HandoverPlace, NewPlace, Told } from "./types.ts";

const refOf = (id: HandoverId, side: "local" | "worktree"): string => `handovers/${id}/${side}`;

const scratchOf = ({ shadows }: HandoverContext, root: string): string => shadows.scratchIndex(root);

/** Where a thread's commands run once it works in another checkout. */
function cwdIn(place: HandoverPlace, from: string, to: string): string {
  const inside = relative(from, place.cwd);
  const moved = inside.startsWith("..") ? to : join(to, inside);
  return statSync(moved, { throwIfNoEntry: false })?.isDirectory() ? moved : to;
}

/** Brings a thread's work from its worktree to the local checkout. The worktree keeps its folder, without the branch. */
export async function moveToLocal(context: HandoverContext, place: HandoverPlace, told: Told): Promise<HandoverRow> {
  const { worktrees, step } = context;
  const { local, worktree, stay } = await surveyToLocal(context, place);
  const seen = await worktrees.fingerprint(place.project.path);
  const known = place.worktree;
  if (worktree === undefined || known === undefined) throw new RangeError("a ready worktree was looked at");
  const root = place.project.path;
  const id = HandoverId.parse(context.newId());
  const [state, own] = [
    await worktrees.saveState({ path: worktree.path, ref: refOf(id, "worktree") }),
    await worktrees.saveState({ path: root, ref: refOf(id, "local") }),
  ];
  const tree = await changeTree(root, worktree.tree, { add: stay, remove: [], scratch: scratchOf(context, root) });
  const branch = worktree.head.branch ?? known.branch;
  const row = journal(context, place, {
    id,
    to: "local",
    how: "move",
    local: { root, state: own, tree: local.tree, head: local.head },
    worktree: { root: worktree.path, state, tree: worktree.tree, head: worktree.head },
    brought: { local: [tree], worktree: [] },
    stay: Object.fromEntries(stay),
  });
  return carryOut(context, row, told, async (note) => {
    note({ began: ["worktree"] });
    await putHead(worktree.path, { commit: worktree.head.commit });
    await step?.("detached");
    await requireAsSeen(context, { root, seen, local });
    note({ began: ["worktree", "local"] });
    await step?.("begun");
    const ref = `${refOf(id, "local")}-found`;
    const put = { root, state, tree, head: worktree.head, onto: local.tree, strangers: [], ref };
    await worktrees.putState({ ...put, step: async (name) => step?.(name) }).catch((error: unknown) => {
      // Nothing of it was written, and so there is nothing to take back.
      if (error instanceof AppError && error.code === "handover_changed") note({ began: ["worktree"] });
      throw error;
    });
    const after = { ...known, state: "local" as const, path: root, branch, message: undefined };
    return { after: { worktree: after, cwd: cwdIn(place, worktree.path, root) }, worktreePath: worktree.path };
  });
}

/** Takes a thread's work from the local checkout to a worktree of its own: the one it had, or a new one. */
export async function moveToWorktree(
  context: HandoverContext,
  place: HandoverPlace,
  how: "move" | "copy",
  told: Told,
): Promise<HandoverRow> {
  const { worktrees, step } = context;
  const { local, worktree, stay, home, before: was } = await surveyToWorktree(context, place, how);
  const root = place.project.path;
  const id = HandoverId.parse(context.newId());
  const seen = await worktrees.fingerprint(root);
  const own = await worktrees.saveState({ path: root, ref: refOf(id, "local") });
  const parked = worktree && (await worktrees.saveState({ path: worktree.path, ref: refOf(id, "worktree") }));
  const remove = [...stay.keys()];
  const tree = await changeTree(root, local.tree, { add: new Map(), remove, scratch: scratchOf(context, root) });
  const homeTree = home && (await gitText(["rev-parse", `${home.commit}^{tree}`], { cwd: root }));
  const before = place.worktree;
  const base = before?.base ?? local.head.branch;
  const baseCommit = before?.baseCommit ?? local.head.commit;
  // The branch goes along when the local checkout goes back to the one it was on before.
  const leaves = home !== undefined && home.branch !== local.head.branch && local.head.branch !== undefined;
  const row = journal(context, place, {
    id,
    to: "worktree",
    how,
    local: { root, state: own, tree: local.tree, head: local.head },
    ...(worktree !== undefined && parked !== undefined
      ? { worktree: { root: worktree.path, state: parked, tree: worktree.tree, head: worktree.head } }
      : {}),
    brought: {
      local: homeTree === undefined ? [] : [homeTree, ...(was === undefined ? [] : [was.tree])],
      worktree: [tree],
    },
    stay: Object.fromEntries(stay),
  });
  return carryOut(context, row, told, async (note) => {
    const { project, threadId, title } = place;
    const from = { checkpoint: own, base, baseCommit };
    const opened =
      worktree === undefined
        ? await worktrees.openEmpty({ project, threadId, title, from }, local.head.commit)
        : worktrees.forThread(threadId);
    if (opened === undefined) throw new RangeError("the thread has a worktree");
    await step?.("opened");
    note({ began: ["worktree"] });
    await worktrees.putState({
      root: opened.path,
      state: own,
      tree,
      head: { commit: local.head.commit },
      strangers: [],
      ref: `${refOf(id, "worktree")}-found`,
      step: async (name) => step?.(name),
    });
    if (home !== undefined && homeTree !== undefined) {
      const change = { add: stay, remove: was?.untracked ?? [], scratch: scratchOf(context, root) };
      const kept = await changeTree(root, was?.tree ?? homeTree, change);
      await step?.("local head");
      await requireAsSeen(context, { root, seen, local });
      note({ began: ["worktree", "local"] });
      if (was !== undefined) {
        // Byte for byte what waited there, which git's own checkout need not give.
        const ref = `${refOf(id, "local")}-found`;
        await worktrees.putState({ root, state: was.state, tree: kept, head: home, strangers: [local.tree], ref });
      } else {
        const left = await changeTree(root, (await context.shadows.storedTree(root)).tree, {
          add: new Map(),
          remove: [...stay.keys()],
          scratch: scratchOf(context, root),
        });
        await leaveFiles(root, left, home).catch((error: unknown) => {
          if (!(error instanceof AppError) || !refusal.test(error.detail ?? "")) throw error;
          note({ began: ["worktree"] });
          throw new AppError("handover_changed", error.detail, { cause: error });
        });
        await putHead(root, home);
        await removeStrangers(root, local.tree, kept);
      }
      await step?.("local files");
    }
    const branch = leaves ? (local.head.branch ?? "") : await freeBranch(root, opened.branch);
    if (!leaves) {
      note({ newBranch: { name: branch, commit: local.head.commit } });
      const reason = "flightdeck: move the thread";
      await updateRef(root, { ref: `refs/heads/${branch}`, to: local.head.commit, from: "missing", reason });
    }
    await step?.("branch");
    if (worktree === undefined) await worktrees.equip(threadId);
    await putHead(opened.path, { branch, commit: local.head.commit });
    const path = opened.path;
    const after = { id: opened.id, state: "ready" as const, path, branch, base, baseCommit };
    return {
      after: { worktree: after, cwd: cwdIn(place, root, path) },
      worktreePath: path,
      settle: () => worktrees.settle(threadId, branch),
    };
  });
}

/** What somebody wrote in the local checkout since it was looked at would neither go along nor stay. */
async function requireAsSeen(
  { worktrees }: HandoverContext,
  { root, seen, local }: { readonly root: string; readonly seen: string; readonly local: Movable },
): Promise<void> {
  await requireFreeIndex((await gitDirs(root)).gitDir);
  if ((await worktrees.fingerprint(root)) !== seen || !seen.startsWith(`${local.tree} `))
    throw new AppError("handover_changed", `In ${root} something changed meanwhile; try again`);
}

/** Brings files and index from a tree, which is what git sees of them, to a commit. A file that changed since is refused. */
async function leaveFiles(root: string, tree: string, { commit }: HeadPlace): Promise<void> {
  const { gitDir } = await gitDirs(root);
  await withIndex(gitDir, async (held) => {
    const at = { cwd: root, env: { ...held } };
    await readTree(["--reset", tree], at);
    await refreshIndex(at);
    await readTree(["-m", "-u", tree, commit], at);
  });
}

async function freeBranch(root: string, name: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const free = n === 1 ? name : `${name}-${n}`;
    if ((await resolveCommit(root, `refs/heads/${free}`)) === undefined) return free;
  }
}

type NewPlan = Omit<HandoverPlan, "repository" | "before" | "after"> & {
  readonly id: HandoverId;
  readonly after?: NewPlace;
};

function journal(context: HandoverContext, place: HandoverPlace, { id, ...plan }: NewPlan): HandoverRow {
  const before = { ...(place.worktree && { worktree: place.worktree }), cwd: place.cwd };
  const { threadId } = place;
  const whole = { ...plan, repository: place.project.path, before };
  const row: HandoverRow = { id, threadId, state: "moving", at: context.now(), plan: whole };
  context.rows.insert(row);
  return row;
}

interface Done {
  readonly after: NewPlace;
  readonly worktreePath: string;
  /** In the write that makes the move so. */
  readonly settle?: () => void;
}

/** Does what is on record; whatever fails is taken back. */
async function carryOut(
  context: HandoverContext,
  row: HandoverRow,
  told: Told,
  work: (note: (more: Partial<HandoverPlan>) => void) => Promise<Done>,
): Promise<HandoverRow> {
  const { rows, worktrees, step } = context;
  let { plan } = row;
  const note = (more: Partial<HandoverPlan>): void => {
    plan = { ...plan, ...more };
    rows.change(row.id, { plan });
  };
  try {
    await step?.("journal");
    note({ began: [] });
    const { after, worktreePath, settle } = await work(note);
    await step?.("moved");
    const [local, worktree] = [await worktrees.fingerprint(plan.local.root), await worktrees.fingerprint(worktreePath)];
    plan = { ...plan, after, left: { local, worktree } };
    rows.change(row.id, { state: "moved", plan }, () => {
      settle?.();
      told(after);
    });
  } catch (error) {
    await takeBack(context, { ...row, plan });
    rows.remove(row.id);
    throw error;
  }
  await step?.("told");
  return { ...row, state: "moved", plan };
}

/** Puts both checkouts back as they were. Cut short, it can be done again. */
export async function takeBack(context: HandoverContext, { id, threadId, plan }: HandoverRow): Promise<void> {
  const { worktrees, step } = context;
  const { local, worktree, brought, newBranch, repository, began = ["local", "worktree"] } = plan;
  const back = (side: "local" | "worktree") => async (name: string) => step?.(`${side} back: ${name}`);
  if (worktree === undefined) {
    if (worktrees.forThread(threadId)?.state === "ready") await worktrees.remove(threadId);
    else await worktrees.discardEmpty(threadId);
  } else {
    const ref = `${refOf(id, "worktree")}-left`;
    if (began.includes("worktree"))
      await worktrees.putState({
        ...worktree,
        tree: undefined,
        strangers: brought.worktree,
        ref,
        step: back("worktree"),
      });
    if (worktree.head.branch !== undefined) worktrees.settle(threadId, worktree.head.branch);
  }
  await step?.("worktree back");
  if (plan.how === "move" && began.includes("local")) {
    const ref = `${refOf(id, "local")}-left`;
    await worktrees.putState({ ...local, tree: undefined, strangers: brought.local, ref, step: back("local") });
  }
  await step?.("local back");
  if (newBranch === undefined) return;
  const name = `refs/heads/${newBranch.name}`;
  if ((await resolveCommit(repository, name)) === newBranch.commit) await deleteRef(repository, name, newBranch.commit);
}

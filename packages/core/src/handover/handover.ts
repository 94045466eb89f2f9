import type { HandoverCheck, HandoverTarget, ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { gitDirs, readable, readHead } from "../git/index.ts";
import { moveToLocal, moveToWorktree, takeBack } from "./move.ts";
import { type HandoverRow, handoverRows } from "./rows.ts";
import { surveyToLocal, surveyToWorktree } from "./survey.ts";
import type { HandoverContext, HandoverDeps, HandoverPlace, Handovers, NewPlace } from "./types.ts";

/** The moves of one home; in each repository one at a time. */
export function createHandovers(deps: HandoverDeps): Handovers {
  const rows = handoverRows(deps.store);
  const context: HandoverContext = { ...deps, rows };
  const alone = async <T>(repository: string, work: () => Promise<T>): Promise<T> =>
    deps.inTurn((await gitDirs(repository)).commonDir, work);
  const last = (threadId: ThreadId) => rows.ofThread(threadId).find(({ state }) => state === "moved");
  /** A move that failed and could not be taken back at once is taken back before the next one. */
  const takeBackHalfway = async (repository: string): Promise<void> => {
    for (const row of rows
      .halfway()
      .filter(({ state, plan }) => state === "moving" && plan.repository === repository)) {
      await takeBack(context, row);
      rows.remove(row.id);
    }
  };
  return {
    check: (place, to) => check(context, place, to, last(place.threadId)),
    start: (place, { to, how }, told) =>
      alone(place.project.path, async () => {
        await takeBackHalfway(place.project.path);
        const row =
          to === "local" ? await moveToLocal(context, place, told) : await moveToWorktree(context, place, how, told);
        return { id: row.id };
      }),
    undo: async ({ threadId }, id, told) => {
      const row = last(threadId);
      if (row?.id !== id) throw new AppError("handover_not_found", id);
      await alone(row.plan.repository, async () => {
        await requireUnchanged(context, row);
        rows.change(id, { state: "undoing" });
        try {
          await context.step?.("journal");
          await takeBack(context, row);
        } catch (error) {
          context.report("a move could not be undone at once", error);
          await takeBack({ ...context, step: undefined }, row);
        }
        rows.change(id, { state: "undone" }, () => told(placeBefore(row)));
        await context.step?.("undone");
      });
    },
    recover: async () => {
      const back: (NewPlace & { readonly threadId: ThreadId })[] = [];
      for (const row of rows.halfway()) {
        try {
          await takeBack(context, row);
          if (row.state === "undoing") {
            rows.change(row.id, { state: "undone" });
            back.push({ ...placeBefore(row), threadId: row.threadId });
          } else rows.remove(row.id);
        } catch (error) {
          deps.report("a move that was cut short could not be taken back", error);
        }
      }
      return back;
    },
  };
}

/** Where the thread was. One that had no worktree then is known by the one it got. */
function placeBefore({ plan }: HandoverRow): NewPlace {
  const { before, after, local } = plan;
  const known = before.worktree ?? after?.worktree;
  if (known === undefined) throw new RangeError("a move that came about says where to");
  const branch = before.worktree?.branch ?? local.head.branch ?? known.branch;
  const path = before.worktree?.path ?? local.root;
  const state = before.worktree?.state ?? "local";
  return { worktree: { ...known, state, path, branch, message: undefined }, cwd: before.cwd };
}

async function requireUnchanged({ worktrees }: HandoverContext, { threadId, plan }: HandoverRow): Promise<void> {
  const known = worktrees.forThread(threadId);
  if (known?.state !== "ready") throw new AppError("handover_changed", "The worktree was removed meanwhile");
  await worktrees.requireQuiet(threadId);
  const [local, worktree] = [
    plan.how === "copy" ? plan.left?.local : await worktrees.fingerprint(plan.local.root),
    await worktrees.fingerprint(known.path),
  ];
  if (local !== plan.left?.local || worktree !== plan.left?.worktree) throw new AppError("handover_changed");
}

async function check(
  context: HandoverContext,
  place: HandoverPlace,
  to: HandoverTarget,
  last: HandoverRow | undefined,
): Promise<HandoverCheck> {
  const localPath = place.project.path;
  const now = await readHead(localPath).catch(() => undefined);
  const known = context.worktrees.forThread(place.threadId);
  const plain = {
    to,
    branch: to === "local" ? place.worktree?.branch : now?.branch,
    localBranch: now?.branch,
    localPath,
    ...(known?.state === "ready" ? { worktreePath: known.path } : {}),
    ...(last === undefined ? {} : { last: { id: last.id, to: last.plan.to, at: last.at } }),
  };
  try {
    const { changed, stay, home } = await (to === "local"
      ? surveyToLocal(context, place)
      : surveyToWorktree(context, place, "move"));
    const localBranch = to === "local" ? now?.branch : home?.branch;
    return { ...plain, localBranch, changed, stay: [...stay.keys()].map(readable) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, detail } = error;
    return { ...plain, changed: 0, stay: [], hindrance: { code, message, ...(detail && { detail }) } };
  }
}

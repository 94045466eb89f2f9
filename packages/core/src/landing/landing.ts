import type { ThreadId, ThreadLanding } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { gitDirs } from "../git/index.ts";
import { bringIn, leaveMerge } from "./bringIn.ts";
import { checkLanding, previewLanding } from "./check.ts";
import { land, type LandContext, landingOf, moveOf, undoLanding } from "./land.ts";
import { recoverMove } from "./moveCheckout.ts";
import { type LandingRow, landingRows } from "./rows.ts";
import { requireWorktree } from "./situation.ts";
import type { Landing, LandingDeps } from "./types.ts";

/** Brings threads' work into branches; in each repository one landing or commit at a time. */
export function createLanding(deps: LandingDeps): Landing {
  const rows = landingRows(deps.store);
  const context: LandContext = { ...deps, rows };
  const alone = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    await requireWorktree(path);
    const { commonDir } = await gitDirs(path);
    return deps.inTurn(commonDir, async () => {
      // One that failed and could not be put back at once is put back before the next.
      for (const row of rows
        .halfway()
        .filter(({ root }) => root === path || root === commonDir.replace(/\/\.git$/, "")))
        await recover(context, row);
      return work();
    });
  };
  return {
    check: (place, signal) => checkLanding(place, rows.ofThread(place.threadId), signal),
    preview: (place, method, signal) => previewLanding(place, method, rows.ofThread(place.threadId), signal),
    land: (place, request, also) => alone(place.worktreePath, () => land(context, place, request, also)),
    undo: async ({ threadId }, landingId, request) => {
      const row = rows.byId(landingId);
      if (row === undefined || row.threadId !== threadId) throw new AppError("landing_not_found", landingId);
      return alone(row.root, () => undoLanding(context, rows.byId(landingId) ?? row, request));
    },
    bringIn: (place, keeper) => alone(place.worktreePath, () => bringIn(place, rows.ofThread(place.threadId), keeper)),
    leaveMerge: (place, putBack) => alone(place.worktreePath, () => leaveMerge(place, putBack)),
    recover: async () => {
      const ended: (ThreadLanding & { readonly threadId: ThreadId })[] = [];
      for (const row of rows.halfway()) {
        const end = await recover(context, row).catch((error: unknown) => {
          deps.report(`a landing on ${row.base} that was cut short could not be ended`, error);
          return undefined;
        });
        if (end !== undefined) ended.push({ ...landingOf(end), threadId: end.threadId });
      }
      return ended;
    },
  };
}

/** Ends a landing, or its undoing, that a killed host began. Answers with the row when it came about after all. */
async function recover(context: LandContext, row: LandingRow): Promise<LandingRow | undefined> {
  const { rows, report } = context;
  const undoing = row.state === "undoing";
  const end = await recoverMove(moveOf(context, row));
  if (end === "foreign")
    report(`a landing on ${row.base} was cut short, and its checkout was changed since`, new AppError("base_dirty"));
  if (end === "moved") {
    const whole: LandingRow = { ...row, state: undoing ? "undone" : "landed" };
    rows.change(row.id, whole);
    return whole;
  }
  if (undoing) rows.change(row.id, { ...row, state: "landed" });
  else rows.remove(row.id);
  return undefined;
}

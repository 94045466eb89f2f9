import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { ThreadId, Worktree, WorktreeId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { copyRefs, createInTurn, deleteRef, deleteRefs, gitText, resolveCommit } from "../git/index.ts";
import { processesIn } from "./busy.ts";
import { createCheckpoints } from "./checkpoints.ts";
import {
  type CreateContext,
  createWorktree,
  dropBranch,
  dropEmptyBranch,
  takeBack,
  awaitsSetup,
  equip,
  setUpMoved,
} from "./create.ts";
import { readDetails } from "./details.ts";
import { witness } from "./identity.ts";
import { makeEmptyWorktree } from "./make.ts";
import { fingerprintOf, putState } from "./placeState.ts";
import { planWorktree } from "./plan.ts";
import { discardUnfinished, recoverRemoval, removeWorktree, requireQuiet } from "./remove.ts";
import { restoreWorktree } from "./restore.ts";
import { commitsSince, rewindCheckout } from "./rewind.ts";
import { publicWorktree, threadWorktree, type WorktreeRow, worktreeRows } from "./rows.ts";
import { sizeOf } from "./size.ts";
import type { Worktrees, WorktreesDeps } from "./types.ts";

/** The worktrees of one home. */
export function createWorktrees(deps: WorktreesDeps): Worktrees {
  const { store, home, shadows, trusted, spawn, now, newId, branchPrefix = () => "flightdeck/" } = deps;
  const folder = join(home, "worktrees");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const root = realpathSync(folder);
  const rows = worktreeRows(store);
  const checkpoints = createCheckpoints({ shadows, now });
  const context: CreateContext = {
    rows,
    root,
    shadows,
    checkpoints,
    now,
    spawn,
    home,
    trusted,
    inTurn: createInTurn(),
  };
  const planning = { rows, root, now, newId, branchPrefix };
  const busy = new Set<string>();

  const rowOf = (threadId: ThreadId, ...states: readonly WorktreeRow["state"][]): WorktreeRow => {
    const row = rows.byThread(threadId);
    if (row === undefined || !states.includes(row.state)) throw new AppError("worktree_not_found", threadId);
    return row;
  };

  const measuring = createInTurn();
  const readyRow = (id: WorktreeId): WorktreeRow => {
    const row = rows.byId(id);
    if (row?.state !== "ready") throw new AppError("worktree_not_found", id);
    return row;
  };

  /** Creating, removing and restoring one worktree exclude each other. */
  const alone = async <T>(row: WorktreeRow, work: () => Promise<T>): Promise<T> => {
    if (busy.has(row.id)) throw new AppError("worktree_busy", "It is being made, removed or restored");
    busy.add(row.id);
    try {
      return await work();
    } finally {
      busy.delete(row.id);
    }
  };

  return {
    plan: async (input) => threadWorktree(await planWorktree(planning, input), "creating"),
    create: async (id, options) => {
      const row = rows.byId(id);
      // A move made it, or the host died between the last step here and its thread's word of it.
      if (row?.state === "ready") return alone(row, () => setUpMoved(context, row, options));
      // One that failed before may be tried again: nothing of it was left.
      if (row?.state !== "creating" && row?.state !== "failed") throw new AppError("worktree_not_found", id);
      return alone(row, () => {
        rows.change(id, { state: "creating" });
        return createWorktree(context, row, options);
      });
    },
    checkpoint: ({ path, threadId, turnId, when, signal }) => {
      const ref = `checkpoints/${threadId}/${turnId}-${when}`;
      return checkpoints.save(path, { ref, message: `Checkpoint ${when} a turn`, forRemoval: false, signal });
    },
    keep: ({ path, threadId, name }) =>
      checkpoints.save(path, { ref: `checkpoints/${threadId}/${name}`, message: `Kept: ${name}`, forRemoval: false }),
    kept: async ({ path, threadId, name }) => {
      const commit = await resolveCommit(path, `refs/flightdeck/checkpoints/${threadId}/${name}`);
      if (commit === undefined) throw new AppError("checkpoint_missing", name);
      return commit;
    },
    dropKept: ({ path, threadId, name }) => deleteRef(path, `refs/flightdeck/checkpoints/${threadId}/${name}`),
    rewind: async ({ path, threadId, to, name, duringMerge, signal }) => {
      const ref = `checkpoints/${threadId}/${name}`;
      const rewind = async () => {
        const found = await gitText(["for-each-ref", `--points-at=${to}`, `refs/flightdeck/checkpoints/${threadId}/`], {
          cwd: path,
          okCodes: [0, 129],
        });
        if (found === "") throw new AppError("checkpoint_missing", to);
        return rewindCheckout(context, { root: path, to, ref, duringMerge, signal });
      };
      const row = rows.byThread(threadId);
      if (row?.path !== path) return rewind();
      return alone(row, async () => {
        const seen = await witness(row, root);
        const pids = await processesIn(seen.path);
        if (pids.length > 0) throw new AppError("worktree_busy", `Process ${pids.join(", ")} works in ${seen.path}`);
        return rewind();
      });
    },
    commitsSince: ({ path, checkpoint }) => commitsSince(path, checkpoint),
    setBranch: (threadId, branch) => {
      const row = rows.byThread(threadId);
      if (row !== undefined) rows.change(row.id, { branch });
    },
    remove: async (threadId, { madeBranch } = {}) => {
      const row = rowOf(threadId, "ready");
      return alone(row, async () => {
        const snapshot = await removeWorktree(context, row);
        if (madeBranch === row.branch) await dropEmptyBranch(row).catch(() => undefined); // the worktree is gone all the same
        return { snapshot };
      });
    },
    restore: async (threadId) => {
      const row = rowOf(threadId, "removed");
      return alone(row, () => restoreWorktree(context, row));
    },
    shareCheckpoints: async ({ path, from, to, turns }) => {
      const folder = (threadId: ThreadId) => `refs/flightdeck/checkpoints/${threadId}/`;
      const kept = new Set(turns.flatMap((turnId) => [`${turnId}-before`, `${turnId}-after`]));
      await copyRefs(path, { from: folder(from), to: folder(to), only: (name) => kept.has(name) });
    },
    forgetCheckpoints: ({ path, threadId }) => deleteRefs(path, `refs/flightdeck/checkpoints/${threadId}/`),
    details: async (id, signal) => readDetails(readyRow(id), root, signal),
    size: (id, signal) => measuring("size", async () => sizeOf((await witness(readyRow(id), root)).path, signal)),
    give: (id, threadId) => rows.change(id, { threadId }),
    saveState: ({ path, ref }) =>
      checkpoints.save(path, { ref, message: "Before a move", forRemoval: false, modes: true }),
    putState: (input) => putState(context, input),
    fingerprint: (path) => fingerprintOf(context, path),
    requireQuiet: async (threadId) => requireQuiet(await witness(rowOf(threadId, "ready"), root)),
    openEmpty: async (input, commit) => {
      const known = rows.byThread(input.threadId);
      if (known?.state === "failed") rows.remove(known.id);
      const kept = known?.state === "removed" ? known : undefined;
      if (kept !== undefined && existsSync(kept.path))
        throw new AppError("restore_failed", `Something is at ${kept.path}`);
      const row = kept ?? (await planWorktree(planning, input));
      rows.change(row.id, { state: "creating", gitDir: undefined });
      await makeEmptyWorktree(context, row, { kind: "detached", commit });
      return publicWorktree(row);
    },
    settle: (threadId, branch) => {
      const row = rows.byThread(threadId);
      if (row !== undefined) rows.change(row.id, { state: "ready", branch, snapshot: undefined, removedAt: undefined });
    },
    equip: (threadId) => equip(rowOf(threadId, "creating")),
    awaitsSetup: (id) => {
      const row = rows.byId(id);
      return row !== undefined && awaitsSetup(row);
    },
    discardEmpty: async (threadId) => {
      const row = rows.byThread(threadId);
      if (row === undefined || (row.state !== "creating" && row.state !== "failed")) return;
      await discardUnfinished(context, row);
      if (row.snapshot === undefined) rows.remove(row.id);
      else rows.change(row.id, { state: "removed", gitDir: undefined });
    },
    list: (projectId) => rows.all(projectId).map(publicWorktree),
    forThread: (threadId) => {
      const row = rows.byThread(threadId);
      return row === undefined ? undefined : publicWorktree(row);
    },
    recover: async () => {
      const changed: Worktree[] = [];
      for (const row of rows.all()) {
        if (row.state === "removing") await recoverRemoval(context, row);
        else if (row.state === "creating") await recoverCreation(context, row);
        else continue;
        const after = rows.byId(row.id);
        if (after !== undefined) changed.push(publicWorktree(after));
      }
      return changed;
    },
  };
}

/**
 * What was asked for besides the files is not on record, so a creation that was cut short is not finished. A first one
 * is taken back; a restore goes back to being removed, its snapshot untouched.
 */
async function recoverCreation(context: CreateContext, row: WorktreeRow): Promise<void> {
  if (row.snapshot === undefined) {
    await takeBack(context, row).catch(() => undefined);
    // Killed in the first moment, a host leaves the branch without our mark.
    await dropBranch(row).catch(() => undefined);
    context.rows.change(row.id, { state: "failed" });
  } else {
    await discardUnfinished(context, row).catch(() => undefined);
    context.rows.change(row.id, { state: "removed", gitDir: undefined });
  }
}

import type { Run, Thread } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { resolveCommit } from "../git/index.ts";
import { reasonOf } from "./beginning.ts";
import type { RunsOptions } from "./types.ts";
import type { RunWork } from "./work.ts";

interface Needs extends Pick<RunsOptions, "threads" | "worktrees" | "endProcesses"> {
  readonly closing: () => boolean;
}

/**
 * Puts away what a run that has ended leaves: a worktree in which nothing changed goes, saved as ever, and the thread of a
 * run that found nothing leaves the list. What the person has taken up stays. Answers with why the worktree stayed that was
 * to go.
 */
export async function cleanUp(
  { run, work }: { readonly run: Run; readonly work: RunWork },
  needs: Needs,
): Promise<string | undefined> {
  const { threads } = needs;
  const { threadId } = work;
  await threads.rested(threadId);
  const isTaken = (): boolean => {
    if (needs.closing() || threads.row(threadId) === undefined || threads.isRunning(threadId)) return true;
    const { thread } = threads.load(threadId);
    return thread.automation?.runId !== run.id || goesOn(thread, work);
  };
  if (isTaken()) return undefined;
  const left = work.place === "worktree" ? await removeUnchanged(run, work, needs) : undefined;
  const isEmpty = run.dry || (run.outcome === "nothing" && work.archiveEmpty);
  if (isEmpty && !isTaken()) threads.flag(threadId, { archived: true, unread: false });
  return left;
}

/** Whether the person wrote in the thread, or left something there for later. */
const goesOn = ({ turns, queue }: Thread, work: RunWork): boolean => {
  const last = turns.findLastIndex(({ id }) => work.turns.includes(id));
  return queue.length > 0 || turns.slice(last + 1).some(({ kind }) => kind === "agent");
};

async function removeUnchanged(
  run: Run,
  { threadId, branch }: RunWork,
  { threads, worktrees, endProcesses }: Needs,
): Promise<string | undefined> {
  const known = threads.load(threadId).thread.worktree;
  if (known?.state !== "ready" || (run.changes?.files ?? 0) > 0) return undefined;
  try {
    return await threads.alone(threadId, async (open) => {
      const { worktree } = open.thread;
      if (worktree?.state !== "ready") return undefined;
      await endProcesses(threadId);
      const { changed, merged } = await worktrees.details(worktree.id);
      const head = await resolveCommit(worktree.path, "HEAD");
      if (changed > 0 || (head !== worktree.baseCommit && merged !== true)) return undefined;
      // Who answered meanwhile has a turn that waits for the folder.
      if (threads.isRunning(threadId)) return undefined;
      await worktrees.remove(threadId, { madeBranch: branch });
      threads.setWorktree(threadId, { ...worktree, state: "removed", message: undefined });
      return undefined;
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "turn_running" ? undefined : `Its worktree stays: ${reasonOf(error)}`;
  }
}

import type { CommitsSince, QueuedMessage, ThreadId, TurnId } from "@flightdeck/contract";
import { contextMessage, type PromptItem } from "../../agent/index.ts";
import { AppError } from "../../errors/index.ts";
import type { OpenThread } from "../openThread.ts";
import type { HistoryContext } from "./context.ts";
import { plansWithout } from "./plansWithout.ts";

export interface RollBackInput {
  readonly threadId: ThreadId;
  /** It and all turns after it go. */
  readonly turnId: TurnId;
  /** The folder goes back to how it was before that turn. */
  readonly files: boolean;
}

export interface RolledBack {
  /** What can be put back later: the commit that holds the files as they were. */
  readonly snapshot?: string;
  /** With files: the commits that the branch has since, and keeps. */
  readonly commits?: number;
}

/**
 * Takes turns out of a thread. The files come first: killed in the middle, the thread still has its turns and the same
 * can be done again, with everything that was there saved. Rejects with nothing changed.
 */
export function rollBack(context: HistoryContext, input: RollBackInput): Promise<RolledBack> {
  return context.turns.alone(context.threads.load(input.threadId), () => takeBack(context, { ...input, again: false }));
}

/** The commits since a turn's beginning, which a roll back of its files leaves where they are. */
export async function commitsBehind(
  { threads, log, worktrees, rootOf }: HistoryContext,
  { threadId, turnId }: { readonly threadId: ThreadId; readonly turnId: TurnId },
): Promise<CommitsSince> {
  const open = threads.load(threadId);
  requireFolder(open);
  const ids = log.turns.ids(threadId);
  const number = ids.indexOf(turnId);
  if (number < 0) throw new AppError("turn_not_found");
  const checkpoint = stateBefore(log, threadId, ids, number);
  return worktrees.commitsSince({ path: rootOf(open), checkpoint });
}

/** Rolls back, and says something else instead. From the first step on the new words are in the queue. */
export async function resend(
  context: HistoryContext,
  { message, ...input }: RollBackInput & { readonly message: Omit<QueuedMessage, "queuedAt"> },
): Promise<RolledBack> {
  const { threads, turns, log, world } = context;
  const open = threads.load(input.threadId);
  if (log.hasMessage(input.threadId, message.id)) return {};
  return turns.alone(open, async () => {
    requireFolder(open);
    const at = world.now();
    if (log.turns.number(input.threadId, input.turnId) === undefined) throw new AppError("turn_not_found");
    const setQueue = (queue: readonly QueuedMessage[]) =>
      open.commit([{ type: "queue.changed", queue: [...queue], at }]);
    // Killed before the end, the host left them there: they are sent once.
    const others = open.thread.queue.filter(({ id }) => id !== message.id);
    setQueue([{ ...message, queuedAt: at }, ...others]);
    try {
      const rolledBack = await takeBack(context, { ...input, again: true });
      turns.start(open, { message });
      return rolledBack;
    } catch (error) {
      // Who sent them hears why, and still has them.
      setQueue(open.thread.queue.filter(({ id }) => id !== message.id));
      throw error;
    }
  });
}

/** Puts the files back that a roll back took away. */
export function restoreFiles(
  context: HistoryContext,
  { threadId, snapshot }: { readonly threadId: ThreadId; readonly snapshot: string },
): Promise<RolledBack> {
  const open = context.threads.load(threadId);
  return context.turns.alone(open, async () => {
    const undone = await rewind(context, open, snapshot);
    const last = context.log.turns.ids(threadId).at(-1);
    if (last !== undefined) open.commit([], { prompt: { turnId: last, items: [filesChanged] } });
    await context.refreshLines(open).catch((error: unknown) => context.report("a diff could not be counted", error));
    return { snapshot: undone };
  });
}

/** again: what began the turn is said once more, in other words. */
async function takeBack(
  context: HistoryContext,
  { threadId, turnId, files, again }: RollBackInput & { readonly again: boolean },
): Promise<RolledBack> {
  const { threads, log, world, turns } = context;
  const open = threads.load(threadId);
  const ids = log.turns.ids(threadId);
  const number = ids.indexOf(turnId);
  if (number < 0) throw new AppError("turn_not_found");
  const back = files ? await filesBack(context, open, stateBefore(log, threadId, ids, number)) : {};
  const before = open.thread;
  const left = ids[number - 1];
  const told = left === undefined ? undefined : whatChanged(context, back, { threadId, files, ids, number });
  const at = world.now();
  const events = plansWithout(
    before,
    { left: ids.slice(0, number), removed: ids.slice(number), again },
    (id) => log.turn(threadId, id)?.items ?? [],
    at,
  );
  open.rollBack(
    { turnId, files, snapshot: back.snapshot, at },
    { events, prompt: left !== undefined && told !== undefined ? { turnId: left, items: [told] } : undefined },
  );
  turns.approvals.forget(before.approvals.filter(({ id }) => !open.thread.approvals.some((one) => one.id === id)));
  turns.questions.forget(before.questions.filter(({ id }) => !open.thread.questions.some((one) => one.id === id)));
  turns.forget(threadId);
  await log.clearPrompt(threadId).catch((error: unknown) => context.report("a removed prompt takes up room", error));
  if (files)
    await context.refreshLines(open).catch((error: unknown) => context.report("a diff could not be counted", error));
  return back;
}

/** Files only: where the branch has got to is the person's history, and no commit of it is lost. */
async function filesBack(context: HistoryContext, open: OpenThread, checkpoint: string): Promise<RolledBack> {
  const { worktrees, rootOf } = context;
  requireFolder(open);
  const { added, gone } = await worktrees.commitsSince({ path: rootOf(open), checkpoint });
  const snapshot = await rewind(context, open, checkpoint);
  return added + gone === 0 ? { snapshot } : { snapshot, commits: added };
}

/** What the model has to know of the files and commits that it finds; undefined when they are those it remembers. */
function whatChanged(
  context: HistoryContext,
  { commits }: RolledBack,
  { threadId, files, ids, number }: { threadId: ThreadId; files: boolean; ids: readonly TurnId[]; number: number },
): PromptItem | undefined {
  if (files) return commits === undefined ? undefined : commitsStay;
  return changedFiles(context, threadId, ids, number) ? filesChanged : undefined;
}

/** Said once, behind what the model still knows. */
const filesChanged: PromptItem = contextMessage(
  "turns_removed",
  "The person took back what came after this. Files may have changed since you read them: look again before you build on them.",
);

const commitsStay: PromptItem = contextMessage(
  "turns_removed",
  "The person took back what came after this, and the files are as they were here. The branch is not: commits that were made since are still in it, so the files differ from HEAD. Leave the commits alone unless you are asked to do something about them.",
);

/** The files as they were before a turn. One that ended before it did anything has no checkpoint of its own. */
function stateBefore(log: HistoryContext["log"], threadId: ThreadId, ids: readonly TurnId[], number: number): string {
  const checkpoints = (index: number) => {
    const id = ids[index];
    return id === undefined ? undefined : log.turn(threadId, id)?.checkpoints;
  };
  const found = checkpoints(number)?.before ?? checkpoints(number - 1)?.after;
  if (found === undefined) throw new AppError("checkpoint_missing");
  return found;
}

/** Two checkpoints of the same files are the same commit. */
function changedFiles({ log }: HistoryContext, threadId: ThreadId, ids: readonly TurnId[], number: number): boolean {
  const first = ids[number];
  const last = ids.at(-1);
  const before = first && log.turn(threadId, first)?.checkpoints.before;
  const after = last && log.turn(threadId, last)?.checkpoints.after;
  return before === undefined || before !== after;
}

async function rewind(context: HistoryContext, open: OpenThread, to: string): Promise<string> {
  requireFolder(open);
  const { worktrees, rootOf, world, threads, turns } = context;
  const threadId = open.thread.id;
  const path = rootOf(open);
  const others = threads.all().filter((other) => other !== open && turns.isBusy(other) && rootOf(other) === path);
  if (others[0] !== undefined)
    throw new AppError("worktree_busy", `“${others[0].thread.title}” works in the same folder`);
  if (context.isOccupied(threadId)) throw new AppError("worktree_busy", "A command of this thread still runs");
  return worktrees.rewind({ path, threadId, to, name: `rolled-back-${world.now()}` });
}

function requireFolder({ thread: { worktree } }: OpenThread): void {
  if (worktree !== undefined && worktree.state !== "ready" && worktree.state !== "local")
    throw new AppError("worktree_missing");
}

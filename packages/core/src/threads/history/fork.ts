import { existsSync } from "node:fs";
import { type Thread, ThreadId, type ThreadWorktree, type Turn, type TurnId } from "@flightdeck/contract";
import { contextMessage } from "../../agent/index.ts";
import { AppError } from "../../errors/index.ts";
import type { OpenThread } from "../openThread.ts";
import { interruptTurn } from "../recovery.ts";
import { cacheKeyOf } from "./cacheKey.ts";
import type { HistoryContext } from "./context.ts";

export interface ForkInput {
  readonly threadId: ThreadId;
  /** The last turn that comes along; all by default. */
  readonly turnId?: TurnId;
  readonly files: "turn" | "base" | "shared";
  readonly title?: string;
}

/**
 * Begins a thread with another one's turns and prompt, which stays as it is, running or not. What the other one waits
 * for or has in its queue stays there, and so does what was approved for it.
 */
export async function forkThread(context: HistoryContext, input: ForkInput): Promise<ThreadId> {
  const { log, turns, threads, world, worktrees } = context;
  const source = threads.load(input.threadId);
  const ids = log.turns.ids(input.threadId);
  const last = input.turnId ?? ids.at(-1);
  const number = last === undefined ? -1 : ids.indexOf(last);
  if (input.turnId !== undefined && number < 0) throw new AppError("turn_not_found");
  if (!turns.isBusy(source)) await turns.settled(input.threadId);
  const { thread } = source;
  const threadId = ThreadId.parse(world.newId("thread"));
  const title = input.title || `${thread.title.replace(/ \(fork\)$/, "")} (fork)`;
  const path = context.project(thread.projectId).path;
  const copied = ids.slice(0, number + 1);
  await shareCheckpoints(context, { path, from: thread.id, to: threadId, turns: copied });
  let worktree: ThreadWorktree | undefined;
  try {
    worktree = await placeFor(context, source, { ...input, threadId, title, ids, number });
    const stored = await log.fork({
      from: thread.id,
      upTo: number,
      first: {
        type: "thread.started",
        threadId,
        projectId: thread.projectId,
        title,
        cwd: worktree?.path ?? thread.cwd,
        settings: thread.settings,
        worktree,
        forkedFrom: {
          threadId: thread.id,
          turnId: last,
          title: thread.title,
          root: ThreadId.parse(cacheKeyOf(thread)),
        },
        at: world.now(),
      },
    });
    const open = threads.adopt(threadId, stored);
    // Killed right here, the next host does it.
    interruptTurn(open, log, context.along, world.now());
    if (worktree) {
      if (last !== undefined) tellPlace(open, last, { files: input.files, worktree });
      turns.prepareFolder(open, false);
    }
  } catch (error) {
    await worktrees.forgetCheckpoints({ path, threadId }).catch(() => undefined);
    throw error;
  }
  return threadId;
}

interface Fork extends ForkInput {
  readonly title: string;
  readonly ids: readonly TurnId[];
  readonly number: number;
}

/** A worktree for the fork; undefined when it works in the source's own folder. */
async function placeFor(
  context: HistoryContext,
  source: OpenThread,
  { threadId, title, files, ids, number }: Fork,
): Promise<ThreadWorktree | undefined> {
  const { thread } = source;
  if (files === "shared") {
    if (thread.worktree === undefined) return undefined;
    throw new AppError("input_invalid", "A worktree belongs to one thread: let the fork have its own files");
  }
  const plan = { project: context.project(thread.projectId), threadId, title };
  const { base, baseCommit } = thread.worktree ?? {};
  if (files === "turn" && number >= 0) {
    const checkpoint = await stateAfter(context, source, { threadId, ids, number });
    return context.worktrees.plan({ ...plan, from: { checkpoint, base, baseCommit } });
  }
  try {
    return await context.worktrees.plan({ ...plan, base: base ?? baseCommit });
  } catch (error) {
    // The branch that the source began on may be gone since.
    if (!(error instanceof AppError) || error.code !== "branch_not_found" || baseCommit === undefined) throw error;
    return context.worktrees.plan({ ...plan, base: baseCommit });
  }
}

/** The files as they were after a turn; those of a turn that still runs as they are now. */
async function stateAfter(
  { log, worktrees, rootOf }: HistoryContext,
  source: OpenThread,
  { threadId, ids, number }: Pick<Fork, "threadId" | "ids" | "number">,
): Promise<string> {
  const turnAt = (index: number): Turn | undefined => {
    const id = ids[index];
    return id === undefined ? undefined : log.turn(source.thread.id, id);
  };
  const turn = turnAt(number);
  const kept = turn?.checkpoints.after ?? turnAt(number + 1)?.checkpoints.before;
  if (kept !== undefined) return kept;
  const path = rootOf(source);
  if (turn === undefined || number < ids.length - 1 || !existsSync(path)) throw new AppError("checkpoint_missing");
  return worktrees.checkpoint({ path, threadId, turnId: turn.id, when: "after" });
}

/** The paths that the model has read of are another thread's now. */
function tellPlace(
  open: OpenThread,
  turnId: TurnId,
  { files, worktree }: { readonly files: ForkInput["files"]; readonly worktree: NonNullable<Thread["worktree"]> },
): void {
  const state =
    files === "turn"
      ? "The files are a copy of those that the conversation has led to so far."
      : `The files are those of ${worktree.base ?? "the commit it began with"}: what was changed so far is not in them.`;
  const text = `From here on you work in a folder of your own: ${worktree.path}\n${state}\nThe folder named before is another thread's.`;
  open.commit([], { prompt: { turnId, items: [contextMessage("thread_forked", text)] } });
}

/** A folder without a repository has no checkpoints to share. */
async function shareCheckpoints(
  { worktrees }: HistoryContext,
  shared: Parameters<HistoryContext["worktrees"]["shareCheckpoints"]>[0],
): Promise<void> {
  try {
    if (shared.turns.length > 0) await worktrees.shareCheckpoints(shared);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_a_repository") throw error;
  }
}

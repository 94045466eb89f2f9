import { type Item, ItemId, type ThreadWorktree, type TurnId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { Worktrees } from "../worktrees/index.ts";
import type { OpenThread } from "./openThread.ts";

/**
 * Makes the worktree that a thread was planned with, and shows how: its setup script is an item of the turn. Settles at
 * once when it is there; one that a move made is set up first. Rejects with `worktree_failed`; a worktree that was removed is `worktree_missing`.
 */
export async function makeWorktree(
  open: OpenThread,
  options: {
    readonly worktrees: Pick<Worktrees, "create" | "awaitsSetup">;
    /** Undefined when a thread is made without a message: its setup is not shown. */
    readonly turnId?: TurnId;
    readonly copyLocalChanges: boolean;
    readonly newId: (prefix: string) => string;
    readonly now: () => number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { worktree } = open.thread;
  if (worktree === undefined || worktree.state === "local") return;
  if (worktree.state === "ready" && !options.worktrees.awaitsSetup(worktree.id)) return;
  if (worktree.state === "removed") throw new AppError("worktree_missing", "Restore the worktree to go on");
  const { turnId, now } = options;
  const changed = (next: ThreadWorktree) => ({ type: "worktree.changed", worktree: next, at: now() }) as const;
  const itemId = ItemId.parse(options.newId("item"));
  const made = await options.worktrees.create(worktree.id, {
    copyLocalChanges: options.copyLocalChanges,
    signal: options.signal,
    onProgress: (next) => open.live(changed(next)),
    onSetupStarted: (command) => {
      if (turnId === undefined) return;
      const item = setupItem(itemId, command, worktree.path, now());
      open.live({ type: "item.started", turnId, item, at: now() });
    },
    onSetupOutput: (text) => {
      if (turnId !== undefined) open.live({ type: "item.delta", turnId, itemId, text, at: now() });
    },
    onSetupEnded: (failure) => {
      const item = open.item(itemId);
      if (turnId === undefined || item?.type !== "command") return;
      open.commit([{ type: "item.completed", turnId, item: endedSetup(item, failure, now()), at: now() }]);
    },
  });
  open.commit([changed(made)]);
  if (made.state === "failed") throw new AppError("worktree_failed", made.message);
}

type Command = Extract<Item, { type: "command" }>;

/** The project's script for a new worktree, as the thread shows it. */
const setupItem = (id: ItemId, command: string, cwd: string, startedAt: number): Command => ({
  type: "command",
  id,
  command,
  cwd,
  purpose: "setup",
  sandboxed: true,
  output: "",
  outputBytes: 0,
  status: "running",
  startedAt,
});

const endedSetup = (item: Command, failure: string | undefined, endedAt: number): Command =>
  failure === undefined
    ? { ...item, status: "completed", exitCode: 0, endedAt }
    : { ...item, status: "failed", exitCode: null, output: `${item.output}\n${failure}`, endedAt };

import { z } from "zod";
import { command, output, watch } from "./define.ts";
import { TerminalId, ThreadId } from "./ids.ts";

/** How what ran in a terminal ended. */
export interface TerminalExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly at: number;
}

/** A terminal of a thread, in its folder: the person's own shell, or a project's action. The host owns it. */
export interface Terminal {
  readonly id: TerminalId;
  readonly threadId: ThreadId;
  /** What its tab says: the shell's name, the action's, or what the person called it. */
  readonly name: string;
  /** The action that runs in it, by its id. */
  readonly action?: string;
  readonly columns: number;
  readonly rows: number;
  readonly startedAt: number;
  /** Once what ran in it is over. */
  readonly exit?: TerminalExit;
}

export type TerminalListEvent = { readonly terminals: readonly Terminal[] };

/** What a watcher draws. The characters of `screen` and `text` are acknowledged once they are drawn. */
export type TerminalEvent =
  /** Everything anew: the screen and what was scrolled away, as text with escape sequences. */
  | { readonly type: "snapshot"; readonly columns: number; readonly rows: number; readonly screen: string }
  | { readonly type: "data"; readonly text: string }
  | { readonly type: "resized"; readonly columns: number; readonly rows: number };

/** Who watches, so that what was drawn can be told. */
const Watcher = z.string().min(1).max(64);
const Size = { columns: z.int().min(2).max(1000), rows: z.int().min(1).max(500) };

export const terminals = {
  /** The thread's terminals in the order of their tabs; again at each change. */
  watchList: watch({
    input: z.object({ threadId: ThreadId }),
    event: output<TerminalListEvent>(),
    errors: ["thread_not_found"],
  }),
  /**
   * What a terminal shows. A watcher that acknowledges nothing is sent nothing more after a while, and gets a snapshot
   * once it has caught up.
   */
  watch: watch({
    input: z.object({ terminalId: TerminalId, watcher: Watcher }),
    event: output<TerminalEvent>(),
    errors: ["terminal_not_found"],
  }),
  /** So many characters more are drawn. */
  acknowledge: command({
    input: z.object({ terminalId: TerminalId, watcher: Watcher, characters: z.int().min(1) }),
    output: output<void>(),
  }),
  /** Starts the person's shell in the thread's folder. */
  open: command({
    input: z.object({ threadId: ThreadId, ...Size }),
    output: output<{ readonly terminalId: TerminalId }>(),
    errors: ["thread_not_found", "worktree_missing", "terminal_limit", "terminal_failed"],
  }),
  /** Types into it; once what ran is over, nobody reads it. */
  write: command({
    input: z.object({ terminalId: TerminalId, text: z.string().min(1).max(100_000) }),
    output: output<void>(),
    errors: ["terminal_not_found"],
  }),
  resize: command({
    input: z.object({ terminalId: TerminalId, ...Size }),
    output: output<void>(),
    errors: ["terminal_not_found"],
  }),
  rename: command({
    input: z.object({ terminalId: TerminalId, name: z.string().trim().min(1).max(60) }),
    output: output<void>(),
    errors: ["terminal_not_found"],
  }),
  /** Ends what runs in it and all that this started; what it shows stays. */
  stop: command({
    input: z.object({ terminalId: TerminalId }),
    output: output<void>(),
    errors: ["terminal_not_found"],
  }),
  /** Runs again what ended in it; what it shows stays above. */
  restart: command({
    input: z.object({ terminalId: TerminalId }),
    output: output<void>(),
    errors: ["terminal_not_found", "worktree_missing", "terminal_failed"],
  }),
  /** Takes it away. Without `force` one in which something runs is refused: the detail says what. */
  close: command({
    input: z.object({ terminalId: TerminalId, force: z.boolean().default(false) }),
    output: output<void>(),
    errors: ["terminal_not_found", "terminal_busy"],
  }),
};

import type { ThreadId, TurnId } from "@flightdeck/contract";
import { askAside } from "./aside.ts";
import type { HistoryContext } from "./context.ts";
import { exportThread } from "./export.ts";
import { findInThread } from "./find.ts";
import { forkThread } from "./fork.ts";
import { type ToldTurn, type TurnStates, turnStates } from "./turnStates.ts";
import { commitsBehind, resend, restoreFiles, rollBack } from "./rollBack.ts";

/** What a person does with the past of a thread. */
export const createHistory = (context: HistoryContext) => ({
  find: (input: Parameters<typeof findInThread>[1], signal: AbortSignal) => findInThread(context, input, signal),
  fork: (input: Parameters<typeof forkThread>[1]) => forkThread(context, input),
  rollBack: (input: Parameters<typeof rollBack>[1]) => rollBack(context, input),
  commitsSince: (input: Parameters<typeof commitsBehind>[1]) => commitsBehind(context, input),
  restoreFiles: (input: Parameters<typeof restoreFiles>[1]) => restoreFiles(context, input),
  resend: (input: Parameters<typeof resend>[1]) => resend(context, input),
  aside: (input: Parameters<typeof askAside>[1], signal: AbortSignal) => askAside(context, input, signal),
  /** The states around any turn; undefined when there is none of that id. */
  states: (threadId: ThreadId, turnId: TurnId): TurnStates | undefined =>
    turnStates(context.log, context.threads.load(threadId), turnId),
  /** Every turn with its checkpoints, the oldest first. */
  told: (threadId: ThreadId): readonly ToldTurn[] => context.log.turns.told(context.threads.load(threadId).thread.id),
  export: (input: Parameters<typeof exportThread>[1]) => exportThread(context, input),
});

export type ThreadHistory = ReturnType<typeof createHistory>;

import type { TurnId } from "@flightdeck/contract";
import { type ContextWindow, estimateTokens, missingOutputs, type PromptItem, repairPrompt } from "../agent/index.ts";
import type { ThreadLog } from "./log.ts";
import type { OpenThread } from "./openThread.ts";
import type { TurnPlan } from "./turn.ts";
import type { Said } from "./turnStart.ts";
import { workState } from "./workState.ts";

/** What the model of a turn is given depends on these. */
export interface PlanOptions {
  /** Everything the agent of this turn is given, read when its folder is ready. */
  readonly prepare: (
    open: OpenThread,
    turn: { readonly turnId: TurnId; readonly prompt: TurnPlan["prompt"]; readonly said: Said },
  ) => Promise<
    Pick<TurnPlan, "instructions" | "tools"> & {
      readonly added: readonly PromptItem[];
      readonly context: readonly PromptItem[];
    }
  >;
  /** How much of a conversation a model takes, and when it is made shorter. */
  readonly windowOf: (model: string) => Pick<ContextWindow, "size" | "compactAt">;
  /** Whether a word of a command names a file in the thread's folder. */
  readonly isFile: (open: OpenThread, word: string) => boolean;
}

/** The part of a turn's plan that its model reads, and how much of it there may be. */
type Reading = Pick<
  TurnPlan,
  | "turnId"
  | "kind"
  | "model"
  | "previousModel"
  | "effort"
  | "instructions"
  | "prompt"
  | "known"
  | "outputSchema"
  | "tools"
  | "window"
  | "afresh"
>;

/** Puts a turn's prompt together from the thread's log and what is new, and keeps what is new before anything is sent. */
export async function planTurn(
  open: OpenThread,
  turn: { readonly turnId: TurnId; readonly kind: TurnPlan["kind"]; readonly said: Said; readonly fresh: boolean },
  { log, prepare, windowOf, isFile }: PlanOptions & { readonly log: ThreadLog },
): Promise<Reading> {
  const { turnId, kind, said, fresh } = turn;
  const read = fresh ? [] : log.prompt(open.thread.id);
  // What was cut off is answered behind it; where the disk has lost a part, the rest begins anew.
  const before = repairPrompt([...read, ...missingOutputs(read)]);
  const continues = read.every((item, index) => item === before[index]);
  const prepared = await prepare(open, { turnId, prompt: before, said });
  const { context, instructions, tools } = prepared;
  // Who only makes the conversation shorter has nothing to add to it.
  const added = kind === "compaction" ? [] : prepared.added;
  const items = [...before.slice(continues ? read.length : 0), ...added];
  open.commit([], { prompt: { turnId, items, replaces: fresh || !continues } });
  const { model, effort } = open.thread.settings;
  // What another model read beside the conversation says nothing of this one's prompt.
  const last = open.thread.turns.findLast(
    (turn) => turn.id !== turnId && turn.kind !== "review" && turn.usage.context > 0,
  );
  const counted =
    (fresh ? undefined : last?.usage.context) ?? estimateTokens([instructions, tools.map(({ spec }) => spec), before]);
  return {
    turnId,
    kind,
    model,
    previousModel: last?.model === model ? undefined : last?.model,
    effort,
    instructions,
    tools,
    prompt: [...before, ...added],
    known: before.length,
    outputSchema: "text" in said ? said.outputSchema : undefined,
    window: { ...windowOf(model), used: counted + estimateTokens(added) },
    afresh: () => ({ context, state: workState(open.thread, log, (word) => isFile(open, word)) }),
  };
}

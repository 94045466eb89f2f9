import type { Item, Turn } from "@flightdeck/contract";
import { interruptionNote, missingOutputs, type PromptItem } from "../agent/index.ts";
import { type Along, heard } from "./alongContext.ts";
import type { ThreadLog } from "./log.ts";
import type { OpenThread } from "./openThread.ts";
import { untoldAnswers } from "./questions.ts";
import { leftSteers } from "./steers.ts";

/**
 * Ends a turn whose host is going or gone: what it had is kept, its approvals still wait under their ids, what was said to it
 * and not read waits in the queue, and the model will know what it was told and what may be half done.
 */
export function interruptTurn(open: OpenThread, log: ThreadLog, along: Along, at: number): void {
  const turn = open.thread.turns.at(-1);
  if (turn?.outcome !== "running") return;
  const running = turn.items.filter(({ status }) => status === "running");
  const answers = running.flatMap((item) => (item.type === "question" ? (untoldAnswers(item) ?? []) : []));
  const commands = running.flatMap((item) => (item.type === "command" ? [item.command] : []));
  const unanswered = missingOutputs(log.prompt(open.thread.id));
  // Nothing of the work is half done when the conversation was being made shorter, or somebody else read.
  const note = turn.kind !== "agent" ? [] : [interruptionNote(commands)];
  open.commit(
    [
      ...running.map((item) => ({
        type: "item.updated" as const,
        turnId: turn.id,
        at,
        item: { ...item, status: isAnswered(item) ? ("completed" as const) : ("interrupted" as const), endedAt: at },
      })),
      ...leftSteers(open.thread, at),
      { type: "turn.ended", turnId: turn.id, outcome: "interrupted", at },
    ],
    {
      prompt: {
        turnId: turn.id,
        items: [...unheardMessage(open, log, along, turn), ...unanswered, ...note, ...answers],
      },
    },
  );
}

const isAnswered = (item: Item): boolean => item.type === "question" && item.answers !== undefined;

/** A message whose turn ended before the model could read it is in the log and not in the prompt, nor is what it brought. */
export function unheardMessage(open: OpenThread, log: ThreadLog, along: Along, turn: Turn): readonly PromptItem[] {
  const message = turn.items.find((item) => item.type === "user_message");
  return message === undefined || log.promptHasTurn(open.thread.id, turn.id) ? [] : heard(message, along);
}

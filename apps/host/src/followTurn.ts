import type {
  Approval,
  ApprovalId,
  ItemId,
  LoggedEvent,
  MessageId,
  QuestionField,
  QuestionId,
  QueuedMessage,
  Thread,
  ThreadId,
  Turn,
  TurnId,
} from "@flightdeck/contract";
import type { Client } from "./client.ts";
import { sentence } from "./failure.ts";
import type { Progress } from "./progress.ts";
import { visible } from "./visible.ts";

/** How a turn ended for who followed it. parked: it waits for an answer that nobody here can give. */
export type TurnEnd = "completed" | "failed" | "interrupted" | "parked";

export interface Followed {
  readonly threadId: ThreadId;
  /** The message whose turn is followed. */
  readonly messageId: MessageId;
  /** The place in the log from which on events are told. */
  readonly after: number;
  /** Whether someone else, in a window of the host, could answer an approval. */
  readonly answerable: boolean;
}

/**
 * Tells every event until the turn of the message has ended; asks for approvals on the way. A message that waits behind
 * a turn which is stopped or fails goes nowhere by itself: that turn's end is then its own.
 */
export async function followTurn(
  client: Client,
  followed: Followed,
  progress: Progress,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const { threadId } = followed;
  let { after } = followed;
  let turnId: TurnId | undefined;
  let queued = false;
  /** Questions that are open at the terminal: an answer from elsewhere takes them back. */
  const asked = new Map<ApprovalId | QuestionId, AbortController>();
  /** What is asked stands in the item, which comes first. */
  const fields = new Map<ItemId, readonly QuestionField[]>();
  for (;;) {
    const watching = await client.threads.watch({ threadId, after }, { signal });
    for await (const delivery of watching) {
      if (delivery.type === "resync") break;
      if (delivery.type === "snapshot") {
        // Only a log that is far ahead comes as one: what was missed is not told again, but the end may be in it.
        after = delivery.seq;
        queued = holds(delivery.thread.queue, followed.messageId);
        const turn = turnIn(delivery.thread, followed.messageId);
        if (turn !== undefined && turn.outcome !== "running") return turn.outcome;
        turnId = turn?.id;
        continue;
      }
      for (const event of delivery.events) {
        after = event.seq ?? after;
        progress.event(event);
        turnId ??= turnOf(event, followed.messageId);
        if (event.type === "queue.changed") queued = holds(event.queue, followed.messageId);
        if (event.type === "turn.ended" && event.turnId === turnId) {
          if (event.error)
            process.stderr.write(visible(`${[event.error.message, event.error.detail].filter(Boolean).join(": ")}\n`));
          return event.outcome;
        }
        if (event.type === "turn.ended" && queued && event.outcome !== "completed") {
          process.stderr.write("The turn before it did not complete: the message waits in the thread's queue.\n");
          return event.outcome;
        }
        if ("item" in event && event.item.type === "question") fields.set(event.item.id, event.item.fields);
        if (event.type === "question.asked") {
          const takenBack = new AbortController();
          asked.set(event.question.id, takenBack);
          const until = AbortSignal.any([signal, takenBack.signal]);
          const questions = fields.get(event.question.itemId) ?? [];
          if (!put(client, followed, { id: event.question.id, questions }, progress, until)) return "parked";
        }
        if (event.type === "question.answered") asked.get(event.questionId)?.abort();
        if (event.type === "approval.resolved") asked.get(event.approvalId)?.abort();
        if (event.type === "approval.requested") {
          const takenBack = new AbortController();
          asked.set(event.approval.id, takenBack);
          const until = AbortSignal.any([signal, takenBack.signal]);
          if (!ask(client, followed, event.approval, progress, until)) return "parked";
        }
      }
    }
  }
}

/** Puts questions at the terminal, or leaves them to another window; false when there is nobody to answer. */
function put(
  client: Client,
  { threadId, answerable }: Followed,
  { id: questionId, questions }: { readonly id: QuestionId; readonly questions: readonly QuestionField[] },
  progress: Progress,
  signal: AbortSignal,
): boolean {
  const asked = progress.question(questions, { answerable, signal });
  if (asked === undefined) return answerable;
  asked
    .then((answers) => answers && client.questions.answer({ threadId, questionId, answers }))
    .catch((error: unknown) => process.stderr.write(`${sentence(error)}\n`)); // answered elsewhere, say
  return true;
}

/** The turn that a message began, when this event tells it. */
function turnOf(event: LoggedEvent, messageId: MessageId): TurnId | undefined {
  const begins =
    event.type === "item.completed" && event.item.type === "user_message" && event.item.messageId === messageId;
  return begins ? event.turnId : undefined;
}

const turnIn = (thread: Thread, messageId: MessageId): Turn | undefined =>
  thread.turns.find(({ items }) => items.some((item) => item.type === "user_message" && item.messageId === messageId));

const holds = (queue: readonly QueuedMessage[], messageId: MessageId): boolean =>
  queue.some(({ id }) => id === messageId);

/** Asks at the terminal, or leaves it to another window; false when there is nobody to ask. */
function ask(
  client: Client,
  { threadId, answerable }: Followed,
  approval: Approval,
  progress: Progress,
  signal: AbortSignal,
): boolean {
  const asked = progress.ask(approval, { answerable, signal });
  if (asked === undefined) return answerable;
  asked
    .then((decision) => decision && client.approvals.answer({ threadId, approvalId: approval.id, decision }))
    .catch((error: unknown) => process.stderr.write(`${sentence(error)}\n`)); // answered elsewhere, say
  return true;
}

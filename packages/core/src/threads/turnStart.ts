import { ItemId, type ThreadEvent, type ThreadSettings, type TurnId, type TurnKind } from "@flightdeck/contract";
import type { ThreadApprovals } from "./approvals.ts";
import type { TurnDriver } from "./driver.ts";
import type { OpenThread } from "./openThread.ts";
import type { ThreadQuestions } from "./questions.ts";
import { alongWith, type Message } from "./steers.ts";

/** What a turn begins with: the person's message, or a note on why it goes on without one. */
export type Said = Omit<Message, "id"> | { readonly note: string };

export interface TurnStart {
  /** With the accepted plan that it is. */
  readonly message?: Message & { readonly plan?: ItemId };
  readonly note?: string;
  readonly kind?: TurnKind;
  /** `thread.started`, when the turn is the thread's first and begins with it. */
  readonly first?: Extract<ThreadEvent, { type: "thread.started" }>;
  readonly copyLocalChanges?: boolean;
  /** What the thread works with from this turn on. */
  readonly settings?: ThreadSettings;
  /** What happens in the same write as the turn's start, before it. */
  readonly with?: readonly ThreadEvent[];
  /** Who fills the turn in place of the thread's agent, with the model that it asks. */
  readonly driver?: TurnDriver;
  /** Is written with the turn's start or not at all. */
  readonly also?: (turnId: TurnId) => void;
  /** The model gets this turn's message alone, without the conversation before it. */
  readonly fresh?: boolean;
}

interface Needs {
  readonly approvals: ThreadApprovals;
  readonly questions: ThreadQuestions;
  readonly turnId: TurnId;
  readonly newId: (prefix: string) => string;
  readonly at: number;
}

/** Everything that is so from a turn's start on, for one write; `after` follows it. */
export function turnStart(
  open: OpenThread,
  start: TurnStart,
  { approvals, questions, turnId, newId, at }: Needs,
): { readonly events: readonly ThreadEvent[]; readonly after: () => void } {
  const { message, first, kind = "agent" } = start;
  // Who writes on has left behind what a turn of an earlier host had asked.
  const leaves = first === undefined && message !== undefined;
  const moot = leaves ? open.thread.approvals : [];
  const unanswered = leaves ? open.thread.questions : [];
  const { model, mode } = start.settings ?? (first ?? open.thread).settings;
  const events: ThreadEvent[] = [
    ...(first ? [first] : [...approvals.withdrawn(moot), ...questions.withdrawn(unanswered)]),
    ...(first ? [] : takenFromQueue(open, message, at)),
    ...(start.with ?? []),
    ...(start.settings ? [{ type: "thread.configured", settings: start.settings, at } as const] : []),
    {
      type: "turn.started",
      turnId,
      model: start.driver?.model ?? model,
      kind,
      ...(mode === "plan" && kind !== "review" ? { mode } : {}),
      at,
    },
  ];
  if (message !== undefined) {
    const { id: messageId, text, skills, plan } = message;
    const named = { skills: skills?.length ? skills : undefined, ...(plan ? { plan } : {}) };
    const times = { status: "completed", startedAt: at, endedAt: at } as const;
    const id = ItemId.parse(newId("item"));
    const item = { type: "user_message", id, messageId, text, ...alongWith(message), ...named, ...times } as const;
    events.push({ type: "item.completed", turnId, item, at });
  }
  return {
    events,
    after: () => {
      approvals.forget(moot);
      questions.forget(unanswered);
    },
  };
}

function takenFromQueue({ thread }: OpenThread, message: Message | undefined, at: number): readonly ThreadEvent[] {
  const queue = thread.queue.filter(({ id }) => id !== message?.id);
  return queue.length < thread.queue.length ? [{ type: "queue.changed", queue, at }] : [];
}

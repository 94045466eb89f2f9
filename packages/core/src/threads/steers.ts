import {
  ItemId,
  type MessageId,
  type QueuedMessage,
  type Steer,
  type Thread,
  type ThreadEvent,
  type TurnId,
} from "@flightdeck/contract";

/** A message as a person sends it, by its client's name for it. */
export type Message = Pick<
  QueuedMessage,
  "id" | "text" | "images" | "skills" | "threads" | "attachments" | "comments" | "outputSchema"
>;

/** What goes along with a message's words. */
export const alongWith = (message: Omit<Message, "id" | "text" | "outputSchema">) => {
  const { images, skills, threads, attachments, comments } = message;
  return { images, skills, threads, attachments, comments };
};

const changed = (steers: readonly Steer[], at: number): ThreadEvent => ({
  type: "steer.changed",
  steers: [...steers],
  at,
});

/** The message is on its way into the running turn. */
export const sentSteer = ({ steers }: Thread, message: Message, at: number): ThreadEvent => {
  const { id, text } = message;
  return changed([...steers, { id, text, ...alongWith(message), sentAt: at, state: "sent" }], at);
};

/** The provider has it now, or has given it back. */
export const movedSteer = ({ steers }: Thread, id: string, state: Steer["state"], at: number): ThreadEvent =>
  changed(
    steers.map((steer) => (steer.id === id ? { ...steer, state } : steer)),
    at,
  );

export const withoutSteer = ({ steers }: Thread, id: MessageId, at: number): ThreadEvent =>
  changed(
    steers.filter((steer) => steer.id !== id),
    at,
  );

/** The model reads them from here on: they become the turn's own messages. */
export function readSteers(
  { steers }: Thread,
  ids: readonly string[],
  { turnId, newId, at }: { readonly turnId: TurnId; readonly newId: (prefix: string) => string; readonly at: number },
): ThreadEvent[] {
  const read = ids.flatMap((id) => steers.find((steer) => steer.id === id) ?? []);
  const items = read.map((steer): ThreadEvent => {
    const { id: messageId, text, sentAt } = steer;
    const id = ItemId.parse(newId("item"));
    const times = { status: "completed", startedAt: sentAt, endedAt: at } as const;
    const item = { type: "user_message", id, messageId, text, ...alongWith(steer), steered: true, ...times } as const;
    return { type: "item.completed", turnId, item, at };
  });
  const left = steers.filter(({ id }) => !ids.includes(id));
  return [...items, changed(left, at)];
}

/** What a turn's end leaves unread goes to the queue's front, in its order. */
export function leftSteers({ steers, queue }: Thread, at: number): ThreadEvent[] {
  if (steers.length === 0) return [];
  const waiting = steers.map((steer) => {
    const { id, text, sentAt } = steer;
    return { id, text, ...alongWith(steer), queuedAt: sentAt };
  });
  return [changed([], at), { type: "queue.changed", queue: [...waiting, ...queue], at }];
}

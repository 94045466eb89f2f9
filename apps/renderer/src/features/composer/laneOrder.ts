import type { MessageId } from "@flightdeck/contract";

/** Where a queued message is put: before another one, or at the end without one. */
export interface Move {
  readonly messageId: MessageId;
  readonly before?: MessageId;
  /** Its place afterwards, from 1, for the words that tell of it. */
  readonly place: number;
}

/** One place up or down; undefined at the end of the way. */
export function moveStep(ids: readonly MessageId[], messageId: MessageId, step: 1 | -1): Move | undefined {
  const from = ids.indexOf(messageId);
  const to = from + step;
  return from < 0 || to < 0 || to >= ids.length ? undefined : moveTo(ids, messageId, to);
}

/** Dropped on another one: before it or, with `after`, behind it. Undefined when it would stay where it is. */
export function moveOnto(
  ids: readonly MessageId[],
  messageId: MessageId,
  target: { readonly id: MessageId; readonly after: boolean },
): Move | undefined {
  const others = ids.filter((id) => id !== messageId);
  const at = others.indexOf(target.id);
  if (at < 0 || !ids.includes(messageId)) return undefined;
  const to = target.after ? at + 1 : at;
  return to === ids.indexOf(messageId) ? undefined : moveTo(ids, messageId, to);
}

function moveTo(ids: readonly MessageId[], messageId: MessageId, to: number): Move {
  const others = ids.filter((id) => id !== messageId);
  const before = others[to];
  return before === undefined ? { messageId, place: to + 1 } : { messageId, before, place: to + 1 };
}

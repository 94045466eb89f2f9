import { MessageId, type QueuedMessage } from "@flightdeck/contract";

/** A queued message that the person is changing, with the words as they stand now. */
export interface LaneEdit {
  readonly messageId: MessageId;
  readonly text: string;
  /** Whether a key was pressed: else there is nothing to lose. */
  readonly changed: boolean;
}

/** As it is kept among the drafts: one change at a time per thread. */
export const writeEdit = ({ messageId, text }: Omit<LaneEdit, "changed">): string => `${messageId}\n${text}`;

export function readEdit(kept: string): LaneEdit | undefined {
  const cut = kept.indexOf("\n");
  const id = MessageId.safeParse(kept.slice(0, Math.max(0, cut)));
  return id.success ? { messageId: id.data, text: kept.slice(cut + 1), changed: true } : undefined;
}

/** The words that would be lost: what was changed of a message that is no longer in the queue. */
export function orphaned(edit: LaneEdit | undefined, queue: readonly QueuedMessage[]): string | undefined {
  if (edit === undefined || !edit.changed || queue.some(({ id }) => id === edit.messageId)) return undefined;
  return edit.text.trim() === "" ? undefined : edit.text;
}

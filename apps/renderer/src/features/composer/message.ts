import type { AttachedFile, Image, MessageId, ThreadMention } from "@flightdeck/contract";

/** send: to the agent now; queue: when its turn is over. */
export type Way = "send" | "queue";

/** What goes with a message beside its words. */
export interface Extras {
  readonly images?: Image[];
  readonly skills?: string[];
  readonly threads?: ThreadMention[];
  readonly attachments?: AttachedFile[];
}

/** A message as the person let go of it. Its id stays the same when it is sent again. */
export interface OutgoingMessage extends Extras {
  readonly id: MessageId;
  readonly text: string;
  readonly way: Way;
}

/** What the person put beside the words they write. */
export interface ExtrasHolder {
  /** Hands everything over and begins anew. */
  readonly take: () => Extras;
  /** The message did not get away. */
  readonly giveBack: (extras: Extras) => void;
}

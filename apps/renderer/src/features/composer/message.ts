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
  /** Whether there is something that can go without words. */
  readonly any: () => boolean;
  /** Waits for what is still on its way to the host; answers whether all of it arrived. */
  readonly arrived: () => Promise<boolean>;
  /** Hands everything over and begins anew; it is kept until the message is sent or did not get away. */
  readonly take: () => Extras;
  /** The message is with the host: what was taken need not be kept any more. */
  readonly sent: () => void;
  /** The message did not get away. */
  readonly giveBack: (extras: Extras) => void;
}

import type { Usage } from "@flightdeck/contract";
import type { PromptItem } from "./types.ts";

/** How much of a conversation the model takes, in tokens. */
export interface ContextWindow {
  /** What fits into one request. */
  readonly size: number;
  /** From here on the conversation is made shorter. */
  readonly compactAt: number;
  /** What the prompt takes as the turn begins, its message included: counted by the provider as far as it can be. */
  readonly used: number;
}

const BYTES_PER_TOKEN = 4;
/** Providers scale pictures down to about this much. */
const IMAGE_TOKENS = 1_000;

/** About how many tokens these entries are. Pictures do not count by their bytes. */
export function estimateTokens(items: readonly unknown[]): number {
  if (items.length === 0) return 0;
  let images = 0;
  const text = JSON.stringify(items, (key, value: unknown) => {
    if (key !== "image_url") return value;
    images += 1;
    return "";
  });
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) + images * IMAGE_TOKENS;
}

/** How full the window is: what the provider counted at its last answer, and an estimate of what came since. */
export function windowGauge({ size, compactAt, used: before }: ContextWindow) {
  let counted = before;
  /** Not in any count yet, and the part of it that the request under way carries. */
  let since = 0;
  let carried = 0;
  /** A prompt that compaction leaves large must grow before it is compacted again. */
  let limit = compactAt;
  return {
    get used() {
      return counted + since;
    },
    get isFull() {
      return counted + since >= limit;
    },
    get hasRoom() {
      return counted + since < size;
    },
    added(items: readonly PromptItem[]) {
      if (items.length > 0) since += estimateTokens(items);
    },
    asked() {
      carried = since;
    },
    answered({ context }: Usage) {
      if (context > 0) {
        counted = context;
        since -= carried;
      }
      carried = 0;
    },
    replaced(tokens: number) {
      counted = tokens;
      since = 0;
      carried = 0;
      limit = Math.max(compactAt, tokens + size * 0.1);
    },
    /** Making it shorter failed: it is not tried again in this turn. */
    giveUp() {
      limit = Number.POSITIVE_INFINITY;
    },
  };
}

export type WindowGauge = ReturnType<typeof windowGauge>;

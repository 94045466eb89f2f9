import { type AgentMessage, ItemId, type Reasoning } from "@flightdeck/contract";
import { partialMessage } from "./prompt.ts";
import type { PromptItem, TurnOptions } from "./types.ts";

type TextItem = AgentMessage | Reasoning;

/** A text item that is whole, and the entry it becomes in the prompt. Reasoning without a summary shows nothing. */
interface Held {
  readonly item: TextItem | undefined;
  readonly entry: PromptItem;
}

/** An item in its last state, and what it adds to the prompt. */
export interface Settled {
  readonly item: TextItem;
  readonly entries: readonly PromptItem[];
}

function textOf(entry: PromptItem): string {
  return entry.type === "reasoning" ? entry.summary.map(({ text }) => text).join("\n\n") : assistantText(entry);
}

/** What the model said in a message. */
export function assistantText(entry: PromptItem): string {
  if (!("content" in entry)) return "";
  if (typeof entry.content === "string") return entry.content;
  if (!Array.isArray(entry.content)) return "";
  return entry.content
    .map((part) => (part.type === "output_text" ? part.text : part.type === "refusal" ? part.refusal : ""))
    .join("");
}

/**
 * Reasoning must be followed by what came of it, so it enters the prompt together with the next message or call;
 * `rest` is what still waits for one.
 */
function settle(held: readonly Held[]): { readonly items: readonly Settled[]; readonly rest: readonly PromptItem[] } {
  const items: Settled[] = [];
  let rest: PromptItem[] = [];
  for (const { item, entry } of held) {
    rest.push(entry);
    if (entry.type === "reasoning") {
      if (item !== undefined) items.push({ item, entries: [] });
    } else if (item !== undefined) {
      items.push({ item, entries: rest });
      rest = [];
    }
  }
  return { items, rest };
}

/**
 * The messages and reasoning of the answer that streams in. What is whole is held until a call or the answer's end
 * makes it final: when the stream breaks before, the next attempt says it again, in the same items.
 */
export function textItems({ emit, newId, now }: Pick<TurnOptions, "emit" | "newId" | "now">) {
  const open = new Map<string, TextItem>();
  let held: Held[] = [];
  let begun: ItemId[] = [];
  /** Items of a broken attempt that the next one takes over, oldest first. */
  let stale: TextItem[] = [];

  const begin = (key: string, type: TextItem["type"]): TextItem => {
    const index = stale.findIndex((item) => item.type === type);
    const taken = index < 0 ? undefined : stale.splice(index, 1)[0];
    const fresh = { id: taken?.id ?? ItemId.parse(newId()), status: "running", startedAt: now(), text: "" } as const;
    const item: TextItem = { ...fresh, type };
    emit({ type: taken === undefined ? "item.started" : "item.updated", item });
    open.set(key, item);
    begun.push(item.id);
    return item;
  };

  const end = (item: TextItem, status: "completed" | "interrupted", text = item.text): TextItem => ({
    ...item,
    text,
    status,
    endedAt: now(),
  });

  const takeStale = (): Settled[] => {
    const items = stale.map((item) => ({ item: end(item, "interrupted"), entries: [] }));
    stale = [];
    return items;
  };

  const takeHeld = () => {
    const settled = settle(held);
    held = [];
    return settled;
  };

  return {
    begin,
    /** The items that began since this was last asked. */
    takeBegun(): readonly ItemId[] {
      const ids = begun;
      begun = [];
      return [...new Set(ids)];
    },
    grow(key: string, text: string) {
      const item = open.get(key);
      if (item === undefined) return;
      open.set(key, { ...item, text: item.text + text });
      emit({ type: "item.delta", itemId: item.id, text });
    },
    /** The entry is whole. */
    hold(key: string, entry: PromptItem) {
      const text = textOf(entry);
      const type: TextItem["type"] = entry.type === "reasoning" ? "reasoning" : "agent_message";
      const item = open.get(key) ?? (text === "" && type === "reasoning" ? undefined : begin(key, type));
      open.delete(key);
      // What streamed as a message may turn out to have been thinking.
      const whole: TextItem | undefined = item && { ...end(item, "completed", text === "" ? item.text : text), type };
      held.push({ item: whole, entry });
      if (item !== undefined && whole?.type !== item.type) emit({ type: "item.updated", item: { ...item, type } });
    },
    /** A call follows: what was said before it is final. */
    beforeCall: takeHeld,
    /** The answer is whole. Reasoning that nothing followed stays out of the prompt. */
    whole: (): readonly Settled[] => [...takeStale(), ...takeHeld().items],
    /** The stream broke and is tried again. */
    broke() {
      stale = [...stale, ...held.flatMap(({ item }) => (item === undefined ? [] : [item])), ...open.values()];
      held = [];
      open.clear();
    },
    /** The turn ends here: what was said so far stays, marked as cut. */
    cut(): readonly Settled[] {
      const cut = [...open.values()].map((item) => {
        const entries = item.type === "agent_message" && item.text !== "" ? [partialMessage(item.text)] : [];
        return { item: end(item, "interrupted"), entries };
      });
      open.clear();
      return [...takeStale(), ...takeHeld().items, ...cut];
    },
  };
}

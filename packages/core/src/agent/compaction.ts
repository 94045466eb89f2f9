import { type Compaction, ItemId, type Usage } from "@flightdeck/contract";
import {
  type ContextTag,
  contextMessage,
  contextTag,
  isUserMessage,
  messageText,
  personMessage,
  repairPrompt,
} from "./prompt.ts";
import { retryPolicy } from "./retry.ts";
import type { ModelConnection, ModelFailure, ModelRequest, PromptItem, TurnOptions } from "./types.ts";
import { assistantText } from "./textItems.ts";
import { cutStream, unexpected } from "./failures.ts";
import { estimateTokens } from "./window.ts";

/** What a shorter prompt is told afresh, since what was said of it before is gone. */
export interface Afresh {
  /** The agent's surroundings: environment, instructions. It goes first. */
  readonly context: readonly PromptItem[];
  /** The work as it stands: open plan, files, what waits for the person. It goes behind the summary. */
  readonly state: readonly PromptItem[];
}

export interface CompactionOrder {
  readonly trigger: Compaction["trigger"];
  /** A request as the turn would send it now; its input is what is made shorter. */
  readonly request: ModelRequest;
  readonly tokensBefore: number;
}

export type CompactionEnd =
  | { readonly type: "compacted"; readonly prompt: readonly PromptItem[]; readonly tokens: number }
  | { readonly type: "failed"; readonly failure: ModelFailure }
  | { readonly type: "interrupted" };

/** The person's own words stay, the newest up to so many tokens, but never more than this share of the window. */
const keptMessages = { summary: 20_000, provider: 64_000, share: 0.2 } as const;
/** Of a conversation that is too long even for its summary, this share is left out before the next try. */
const dropped = 1 / 8;

const summaryRequest = contextMessage(
  "compaction",
  `The conversation has become too long and is made shorter now. Write the hand-over for the agent that goes on with this work and has nothing else of the conversation but your text, the person's latest messages and the project itself. Call no tool. Be concrete and complete, in Markdown:
- What the person wants, with every wish, limit and correction that still holds.
- What was done and decided, and why; what was tried and did not work.
- The files that matter, as paths, with what is in them or was changed; commands that work here (build, tests); exact names, numbers and messages that will be needed.
- No passwords, keys or other secrets: say only that there is one and where it is needed.
- Where the work stands at this moment: what was just being done, and the next steps in order.`,
);

const summaryMessage = (text: string): PromptItem =>
  contextMessage(
    "conversation_summary",
    `The conversation before this was made shorter. This is its hand-over; go on from it without repeating what is done.\n\n${text}`,
  );

/** Whether the model has said or done anything in it: without that there is nothing to make shorter. */
export const canCompact = (prompt: readonly PromptItem[]): boolean =>
  prompt.some((item) => !isUserMessage(item) && item.type !== "compaction");

/** A hand-over of a few sentences in its frame: of less there is no shorter one. */
const smallestSummary = 100;

/** Whether making it shorter, which costs a request, can be worth it. */
export const isWorthCompacting = (prompt: readonly PromptItem[]): boolean =>
  canCompact(prompt) &&
  (estimateTokens(prompt.filter((item) => !isUserMessage(item))) > smallestSummary ||
    estimateTokens(prompt.filter(isUserMessage)) > keptMessages.summary);

/** Parts what the model has read and answered from the messages behind it, which stay as they are. */
function part(prompt: readonly PromptItem[]) {
  const end = prompt.findLastIndex((item) => !isUserMessage(item)) + 1;
  return { head: prompt.slice(0, end), unread: prompt.slice(end) };
}

const happened: ReadonlySet<ContextTag> = new Set([
  "turn_interrupted",
  "thread_continued",
  "questions_answered",
  "thread_forked",
  "turns_removed",
]);

/** What the app told the model once is told afresh; only what happened in the conversation stays. */
const stays = (item: PromptItem): boolean => {
  const tag = contextTag(item);
  return tag === undefined || happened.has(tag);
};

/** The newest messages that fit, in their order; of the one that does not, its beginning. */
export function newestMessages(prompt: readonly PromptItem[], tokens: number): readonly PromptItem[] {
  const kept: PromptItem[] = [];
  let room = tokens;
  for (const item of prompt.filter((entry) => isUserMessage(entry) && stays(entry)).toReversed()) {
    const size = estimateTokens([item]);
    if (size <= room) {
      kept.unshift(item);
      room -= size;
      continue;
    }
    const cut = isUserMessage(item) ? messageText(item).slice(0, room * 2) : "";
    if (room > 200) kept.unshift(personMessage(`${cut}\n[… the rest of this message was left out]`));
    break;
  }
  return kept;
}

/** Without its oldest entries, an eighth of it and at least one; calls and outputs stay together. */
function withoutOldest(prompt: readonly PromptItem[]): readonly PromptItem[] {
  const toDrop = estimateTokens(prompt) * dropped;
  let from = 0;
  for (let tokens = 0; from < prompt.length && tokens < toDrop; from += 1) {
    tokens += estimateTokens(prompt.slice(from, from + 1));
  }
  return repairPrompt(prompt.slice(from));
}

type Needs = Pick<TurnOptions, "connection" | "emit" | "afresh" | "window" | "newId" | "now" | "random" | "wait"> & {
  readonly signal: AbortSignal;
};

/** What one way of making it shorter gave: the entries that stand for the head from now on. */
type Shortened =
  | {
      readonly type: "shortened";
      readonly head: readonly PromptItem[];
      readonly summary?: string;
      readonly usage: Usage;
    }
  | { readonly type: "failed"; readonly failure: ModelFailure }
  | { readonly type: "interrupted" };

/**
 * Makes a conversation shorter: through the provider where it has an endpoint for it, else by a summary of the model's
 * own. The item tells the person how it went, and carries the new prompt in the same write; a failure leaves the prompt
 * as it is. Contract: never throws.
 */
export async function compact(needs: Needs, order: CompactionOrder): Promise<CompactionEnd> {
  const { emit, now, newId, afresh, signal, window } = needs;
  const { trigger, request, tokensBefore } = order;
  const { head, unread } = part(request.input);
  const room = window.size * keptMessages.share;
  const begun: Compaction = {
    id: ItemId.parse(newId()),
    type: "compaction",
    status: "running",
    startedAt: now(),
    trigger,
    method: "summary",
    tokensBefore,
  };
  const end = (status: Compaction["status"], more: Partial<Compaction>): Compaction => ({
    ...begun,
    ...more,
    status,
    endedAt: now(),
  });

  let method: Compaction["method"] = "summary";
  let made: Shortened | undefined;
  const { compact: endpoint } = needs.connection;
  if (endpoint !== undefined && trigger !== "model_change") {
    method = "provider";
    emit({ type: "item.started", item: { ...begun, method } });
    made = await byProvider(needs, endpoint, { ...request, input: head }, Math.min(keptMessages.provider, room));
  } else {
    emit({ type: "item.started", item: begun });
  }
  // An endpoint that fails is no reason to give up: the model can still say it in its own words.
  if (made === undefined || (made.type === "failed" && !signal.aborted)) {
    if (made !== undefined) emit({ type: "item.updated", item: begun });
    method = "summary";
    made = await bySummary(needs, { ...request, input: head }, Math.min(keptMessages.summary, room));
  }
  if (signal.aborted || made.type === "interrupted") {
    emit({ type: "item.completed", item: end("interrupted", { method }), prompt: [] });
    return { type: "interrupted" };
  }
  if (made.type === "failed") {
    emit({ type: "item.completed", item: end("failed", { method, error: made.failure.message }), prompt: [] });
    return made;
  }
  const { context, state } = afresh();
  const retold = new Set(context.map(contextTag));
  const news = unread.filter((item) => contextTag(item) === undefined || !retold.has(contextTag(item)));
  const prompt = [...context, ...made.head, ...state, ...news];
  const tokens = estimateTokens([request.instructions, request.tools, prompt]);
  // Whoever asks for it by hand wants it shorter. A full window is told anew whatever comes of it.
  if (trigger === "manual" && estimateTokens(prompt) >= estimateTokens(request.input)) {
    const item = end("failed", { method, error: nothingToCompact.message });
    emit({ type: "item.completed", item, prompt: [] });
    emit({ type: "usage", usage: { ...made.usage, context: tokensBefore }, items: [item.id] });
    return { type: "failed", failure: nothingToCompact };
  }
  const item = end("completed", { method, tokensAfter: tokens, summary: made.summary });
  emit({ type: "item.completed", item, prompt, replaces: true });
  // The window holds the new prompt from here on, whatever the compaction itself took.
  emit({ type: "usage", usage: { ...made.usage, context: tokens }, items: [item.id] });
  return { type: "compacted", prompt, tokens };
}

async function byProvider(
  { signal }: Needs,
  endpoint: NonNullable<ModelConnection["compact"]>,
  request: ModelRequest,
  room: number,
): Promise<Shortened> {
  const result = await endpoint(request, signal);
  if (signal.aborted) return { type: "interrupted" };
  if (result.type === "failed") return result;
  const messages = new Set(newestMessages(result.prompt, room));
  const head = result.prompt.filter((item) => !isUserMessage(item) || messages.has(item));
  return { type: "shortened", head, usage: result.usage };
}

async function bySummary(needs: Needs, request: ModelRequest, room: number): Promise<Shortened> {
  const { signal, wait } = needs;
  const retries = retryPolicy(needs.random);
  let told = request.input;
  for (;;) {
    const said = await summarise(needs, { ...request, input: [...told, summaryRequest], toolChoice: "none" });
    if (signal.aborted) return { type: "interrupted" };
    if (said.type === "said") {
      const head = [...newestMessages(request.input, room), summaryMessage(said.text)];
      return { type: "shortened", head, summary: said.text, usage: said.usage };
    }
    const { failure } = said;
    if (failure.code === "context_exceeded") {
      told = withoutOldest(told);
      if (!canCompact(told)) return said;
      continue;
    }
    const retry = retries.next(failure);
    if (retry === undefined) return said;
    needs.emit({ type: "retrying", attempt: retry.attempt, of: retry.of, reason: failure.message });
    await wait(retry.milliseconds, signal).catch(() => undefined);
    if (signal.aborted) return { type: "interrupted" };
  }
}

type Said =
  | { readonly type: "said"; readonly text: string; readonly usage: Usage }
  | { readonly type: "failed"; readonly failure: ModelFailure };

/** One request for the summary. What the model calls all the same is not run. */
async function summarise({ connection, signal }: Needs, request: ModelRequest): Promise<Said> {
  const texts: string[] = [];
  let end: Said = { type: "failed", failure: cutStream };
  try {
    for await (const event of connection.stream(request, signal)) {
      if (event.type === "item.done" && "role" in event.item && event.item.role === "assistant") {
        texts.push(assistantText(event.item));
      }
      if (event.type === "failed") end = event;
      if (event.type === "completed") {
        const text = texts.join("\n\n").trim();
        end = text === "" ? { type: "failed", failure: noSummary } : { type: "said", text, usage: event.usage };
      }
    }
  } catch (error) {
    end = { type: "failed", failure: unexpected(error) };
  }
  return end;
}

const nothingToCompact: ModelFailure = {
  code: "nothing_to_compact",
  message: "The conversation is as short as its summary would be",
  retry: "no",
};

const noSummary: ModelFailure = { code: "compaction_failed", message: "The model wrote no summary", retry: "stream" };

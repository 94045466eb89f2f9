import type { Approval, CacheReport, Item, ItemId, QuestionField, TurnError, Usage } from "@flightdeck/contract";
import type OpenAI from "openai";
import type { Afresh } from "./compaction.ts";
import type { SteerLane } from "./steering.ts";
import type { ContextWindow } from "./window.ts";

/** One entry of the model's context, in the Responses API's item format; other providers are translated from it. */
export type PromptItem = OpenAI.Responses.ResponseInputItem;

/** A tool as the model is told of it. */
export type ToolSpec = OpenAI.Responses.FunctionTool | OpenAI.Responses.CustomTool;

export interface ModelRequest {
  readonly model: string;
  readonly effort?: string;
  readonly instructions: string;
  /** Each request's input strictly extends the one before it: that keeps the provider's prompt cache warm. */
  readonly input: readonly PromptItem[];
  readonly tools: readonly ToolSpec[];
  /** The thread's id: one cache per thread. */
  readonly cacheKey: string;
  /** none: the model may not call a tool now; the tools stay in the request so that the cache holds. */
  readonly toolChoice?: "auto" | "none";
  /** The last message must be JSON of this schema. */
  readonly outputSchema?: Readonly<Record<string, unknown>>;
}

export interface ModelFailure {
  /** One of the contract's error codes where the person can act on it, else "model_failed". */
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  /** stream: broke while it ran; request: refused before it began; no: trying again is pointless. */
  readonly retry: "stream" | "request" | "no";
  readonly retryAfterMs?: number;
}

/** What a model says, in order. A stream ends with exactly one `completed` or `failed`. */
export type ModelEvent =
  | { readonly type: "text.started"; readonly key: string }
  | { readonly type: "text.delta"; readonly key: string; readonly text: string }
  | { readonly type: "reasoning.started"; readonly key: string }
  | { readonly type: "reasoning.delta"; readonly key: string; readonly text: string }
  /** An output item is whole: a message, reasoning, a call. It goes into the prompt as it is. */
  | { readonly type: "item.done"; readonly key: string; readonly item: PromptItem }
  | { readonly type: "completed"; readonly usage: Usage; readonly cache?: CacheReport }
  /** The provider owns the steered input; the model has not read it yet. */
  | { readonly type: "steer.accepted"; readonly id: string }
  /**
   * The model reads it from here on: what came before in this stream is whole, what follows answers it too. In the
   * prompt the steered input goes right here, in the order of the ids. `usage` and `cache` are of what came before.
   */
  | {
      readonly type: "steer.applied";
      readonly ids: readonly string[];
      readonly usage: Usage;
      readonly cache?: CacheReport;
    }
  /** The provider does not have it, or it is not known whether it has: it must go into the next request. */
  | { readonly type: "steer.failed"; readonly id: string; readonly code: string }
  /** The connection goes on over another transport, for good: the retries begin anew, and the person is told once. */
  | { readonly type: "fallback"; readonly reason: string }
  | { readonly type: "failed"; readonly failure: ModelFailure };

/**
 * A way to reach a model. Contract: must not throw; failures and cut streams end the stream with `failed`.
 * When `signal` aborts, the stream ends, with or without a last event.
 */
export type ModelStream = (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelEvent>;

/** What a compact endpoint made of a prompt: the entries that stand for it from now on. */
export type CompactResult =
  | { readonly type: "compacted"; readonly prompt: readonly PromptItem[]; readonly usage: Usage }
  | { readonly type: "failed"; readonly failure: ModelFailure };

/** A thread's way to its model, kept open between turns where the provider allows it. Contract: nothing in it throws. */
export interface ModelConnection {
  readonly stream: ModelStream;
  /**
   * Hands the person's messages to the answer that streams now. False: not possible, put them into the next request.
   * True: what becomes of them comes as events of that stream: `steer.accepted`, then `steer.applied` or `steer.failed`.
   * When the stream ends with `completed` and an accepted one was neither, the answer stopped for tools and the provider
   * keeps the input: the next request must carry it behind the tools' outputs like any other, and the connection sees
   * to it that the provider gets it once. A stream that fails, or ends for its signal, leaves nothing with the provider.
   */
  steer(id: string, input: readonly PromptItem[]): boolean;
  /** The provider's compact endpoint; absent where it has none, also once it said so. Ask for it at each use. */
  readonly compact?: (request: ModelRequest, signal: AbortSignal) => Promise<CompactResult>;
  /** Opens the connection before it is needed and, when there is a request already, lets the provider read it. */
  prewarm(request?: ModelRequest): void;
  /** Ends what streams and frees the connection; a later request opens it again. */
  close(): void;
}

/** A call of a tool by the model: `input` is JSON for function tools, free text for custom ones. */
export interface ToolInvocation {
  readonly callId: string;
  readonly name: string;
  readonly input: string;
}

/** What a person answered, by the ids of the questions. */
export type QuestionAnswers = Readonly<Record<string, string>>;

/** What became of questions: their answers; passed_over: the person wrote to the turn instead; undefined: it is over. */
export type QuestionEnd = QuestionAnswers | "passed_over" | undefined;

/** What the tool shows of itself while it runs. Contract: none of these throws. */
export interface ToolContext {
  /** The item that stands for the call; made by the tool, shown to the person. */
  readonly itemId: ItemId;
  readonly now: () => number;
  /** Shows the item for the first time, or again when it changed. */
  show(item: Item): void;
  /** Streams text onto the shown item (a command's output). */
  grow(text: string): void;
  /** Asks the person. Resolves with their decision; `stop` also aborts the turn. */
  ask(request: Approval["request"]): Promise<"approve" | "approve_for_thread" | "decline" | "stop">;
  /** Puts questions before the person, and takes them back as soon as they say something else to the turn. */
  question(fields: readonly QuestionField[]): Promise<QuestionEnd>;
  /** Waits until what must come before the first change of the worktree (its checkpoint) is done. */
  beforeWrite(): Promise<void>;
  readonly signal: AbortSignal;
  /** Aborts when the person says something to the running turn: who only waits should come back, so that it is read. */
  readonly steered: AbortSignal;
}

export interface ToolResult {
  /** The item in its last state; what `show` and `grow` built up is replaced by it. */
  readonly item: Item;
  /** What the model reads. */
  readonly output: OpenAI.Responses.ResponseInputItem.FunctionCallOutput["output"];
  /** The turn ends here, completed: what comes next is the person's. */
  readonly endsTurn?: boolean;
}

/**
 * A tool. `run` must not throw for what the world does (a missing file, a refused command): that goes back to the
 * model as text. read tools run side by side, write tools alone.
 */
export interface Tool {
  readonly spec: ToolSpec;
  readonly access: "read" | "write";
  run(invocation: ToolInvocation, context: ToolContext): Promise<ToolResult>;
}

/** What the loop tells its caller, in order. The caller keeps it, shows it, or both. Contract: must not throw. */
export type AgentEvent =
  | { readonly type: "item.started"; readonly item: Item }
  | { readonly type: "item.updated"; readonly item: Item }
  | { readonly type: "item.delta"; readonly itemId: ItemId; readonly text: string }
  /**
   * `prompt` goes to the end of the prompt, in the same write as the item. It is empty for a call whose output has to
   * wait for the answer's end or for an earlier call.
   */
  | {
      readonly type: "item.completed";
      readonly item: Item;
      readonly prompt: readonly PromptItem[];
      /** The prompt is these entries from now on: the conversation was made shorter. */
      readonly replaces?: boolean;
    }
  /** What has no item of its own goes to the prompt's end: a call, outputs that had to wait. */
  | { readonly type: "prompt"; readonly prompt: readonly PromptItem[] }
  /** A message on its way into the turn: the provider has it, or has given it back. */
  | { readonly type: "steer.moved"; readonly id: string; readonly state: "sent" | "accepted" }
  /** The model reads these messages from here on; `prompt` goes to the prompt's end in the same write. */
  | { readonly type: "steered"; readonly ids: readonly string[]; readonly prompt: readonly PromptItem[] }
  | { readonly type: "retrying"; readonly attempt: number; readonly of: number; readonly reason: string }
  /** One request's cost, and the items that it brought. */
  | {
      readonly type: "usage";
      readonly usage: Usage;
      readonly cache?: CacheReport;
      readonly items: readonly ItemId[];
    };

export interface TurnOutcome {
  readonly outcome: "completed" | "failed" | "interrupted";
  readonly error?: TurnError;
  /** Goes to the end of the prompt, in the same write as the turn's end: the note that the turn was interrupted. */
  readonly prompt: readonly PromptItem[];
}

export interface TurnOptions {
  /** compaction: the conversation is made shorter, and nothing else happens. */
  readonly kind?: "agent" | "compaction";
  readonly model: string;
  /** The model of the turn before, when it was another one: it can still sum up what it did. */
  readonly previousModel?: string;
  readonly effort?: string;
  readonly instructions: string;
  readonly cacheKey: string;
  /** The prompt so far, the person's message included. */
  readonly prompt: readonly PromptItem[];
  readonly tools: readonly Tool[];
  readonly connection: ModelConnection;
  readonly window: ContextWindow;
  readonly steers: SteerLane;
  /** What the turn's last message has to follow. */
  readonly outputSchema?: ModelRequest["outputSchema"];
  /** What a prompt that was made shorter is told afresh. */
  readonly afresh: () => Afresh;
  readonly emit: (event: AgentEvent) => void;
  readonly ask: (itemId: ItemId, request: Approval["request"]) => ReturnType<ToolContext["ask"]>;
  readonly question: (
    itemId: ItemId,
    fields: readonly QuestionField[],
    steered: AbortSignal,
  ) => ReturnType<ToolContext["question"]>;
  readonly beforeWrite: () => Promise<void>;
  /** Asked before each request to the model: an error keeps it from being sent and ends the turn. Must not throw. */
  readonly beforeRequest?: (request: ModelRequest) => Promise<TurnError | undefined>;
  readonly newId: () => string;
  readonly now: () => number;
  /** A random number in [0, 1), for the jitter of retries. */
  readonly random: () => number;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

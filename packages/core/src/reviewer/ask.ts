import type { TurnError } from "@flightdeck/contract";
import {
  type AgentEvent,
  type ContextWindow,
  estimateTokens,
  type ModelConnection,
  type PromptItem,
  runTurn,
  SteerLane,
  type Tool,
  type TurnOptions,
} from "../agent/index.ts";
import { type Answer, answerSchema, readAnswer } from "./answer.ts";
import { reportTool } from "./reportTool.ts";
import { reportWithTool, reviewerInstructions } from "./rubric.ts";

/** A reviewer's way to its model, and what it may do while it reads. */
export interface ReviewerModel {
  readonly model: string;
  readonly effort?: string;
  /** schema: the provider holds the model to the form; tool: the model calls a tool with the answer. */
  readonly answers: "schema" | "tool";
  readonly connection: ModelConnection;
  readonly window: Pick<ContextWindow, "size" | "compactAt">;
  /** They read, and nothing else. */
  readonly tools: readonly Tool[];
  readonly cacheKey: string;
  readonly emit: (event: AgentEvent) => void;
  readonly beforeRequest?: TurnOptions["beforeRequest"];
  readonly newId: () => string;
  readonly now: () => number;
  readonly random: () => number;
  readonly wait: TurnOptions["wait"];
}

export type Asked =
  | { readonly type: "answer"; readonly answer: Answer }
  | { readonly type: "failed"; readonly error: TurnError }
  | { readonly type: "interrupted" };

/**
 * Gives the reviewer one part of a change and waits for its findings. An answer that cannot be read is asked for once more,
 * then it is a failure. Must not throw.
 */
export async function askReviewer(options: ReviewerModel, text: string, signal: AbortSignal): Promise<Asked> {
  const { answers, now } = options;
  let reported: Answer | undefined;
  const report = reportTool((answer) => {
    reported = answer;
  });
  const tools = answers === "tool" ? [...options.tools, report] : options.tools;
  const instructions = answers === "tool" ? `${reviewerInstructions}\n\n${reportWithTool}` : reviewerInstructions;
  let prompt: PromptItem[] = [message(text)];
  let problem = "it said nothing";
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    let said = "";
    const used = estimateTokens([instructions, tools.map(({ spec }) => spec), prompt]);
    const asked = [...prompt];
    const outcome = await runTurn({
      model: options.model,
      effort: options.effort,
      instructions,
      cacheKey: options.cacheKey,
      prompt: asked,
      tools,
      connection: options.connection,
      window: { ...options.window, used },
      steers: new SteerLane(),
      ...(answers === "schema" ? { outputSchema: answerSchema } : {}),
      afresh: () => ({ context: [], state: [] }),
      emit: (event) => {
        if (event.type === "item.completed" || event.type === "prompt") {
          if (event.type === "item.completed" && event.replaces) prompt = [];
          prompt.push(...event.prompt);
        }
        if (event.type === "item.completed" && event.item.type === "agent_message") said = event.item.text;
        if (isShown(event)) options.emit(event);
      },
      ask: async () => "decline",
      question: async () => undefined,
      beforeWrite: async () => undefined,
      beforeRequest: options.beforeRequest,
      newId: options.newId,
      now,
      random: options.random,
      wait: options.wait,
      signal,
    });
    if (reported !== undefined) return { type: "answer", answer: reported };
    if (outcome.outcome === "interrupted" || signal.aborted) return { type: "interrupted" };
    if (outcome.outcome === "failed") {
      return {
        type: "failed",
        error: outcome.error ?? { code: "model_failed", message: "The reviewer's model failed" },
      };
    }
    const read = readAnswer(said);
    if (read.ok) return { type: "answer", answer: read.answer };
    problem = read.problem;
    prompt.push(message(again(answers, problem)));
  }
  return {
    type: "failed",
    error: { code: "review_unreadable", message: "The reviewer's answer could not be read", detail: problem },
  };
}

const message = (text: string): PromptItem => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});

const again = (answers: ReviewerModel["answers"], problem: string): string =>
  [
    `Your answer could not be read: ${problem}`,
    answers === "tool"
      ? 'Call "report_findings" with the whole answer.'
      : "Give the whole answer again as one JSON object of the given form, with nothing around it.",
  ].join("\n");

/** The answer itself is no message to the person, and its bare form even less. */
function isShown(event: AgentEvent): boolean {
  switch (event.type) {
    case "item.started":
    case "item.updated":
    case "item.completed":
      return (
        event.item.type !== "agent_message" &&
        !(event.item.type === "tool_call" && event.item.tool === "report_findings")
      );
    case "item.delta":
    case "prompt":
    case "steer.moved":
    case "steered":
    case "retrying":
    case "usage":
      return true;
  }
}

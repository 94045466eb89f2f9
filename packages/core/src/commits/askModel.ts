import type { Model, ProjectId, ThreadId } from "@flightdeck/contract";
import type { ModelConnection } from "../agent/index.ts";
import { AppError } from "../errors/index.ts";
import type { UsageBook } from "../usage/index.ts";
import type { AskModel } from "./messages.ts";

/** A way to ask a thread's model something small, outside of its conversation. */
export function askModel(deps: {
  readonly connectionFor: (model: string) => ModelConnection;
  readonly modelNamed: (model: string) => Model;
  readonly thread: (threadId: ThreadId) => { readonly model: string; readonly projectId: ProjectId };
  readonly usage: Pick<UsageBook, "passed" | "settled" | "priced" | "add">;
  readonly now: () => number;
}): AskModel {
  const { usage } = deps;
  return async (threadId, { instructions, text }, signal) => {
    const { model, projectId } = deps.thread(threadId);
    const { efforts } = deps.modelNamed(model);
    const effort = ["minimal", "low"].find((each) => efforts.some((known) => known === each));
    const characters = () => instructions.length + text.length;
    if (usage.passed(threadId, { model, knownTokens: 0, characters }) !== undefined)
      throw new AppError("budget_exceeded");
    const connection = deps.connectionFor(model);
    try {
      const request = {
        model,
        ...(effort === undefined ? {} : { effort }),
        instructions,
        input: [{ type: "message" as const, role: "user" as const, content: [{ type: "input_text" as const, text }] }],
        tools: [],
        cacheKey: `${threadId}-commit`,
      };
      let said = "";
      for await (const event of connection.stream(request, signal)) {
        if (event.type === "text.delta") said += event.text;
        if (event.type === "failed")
          throw new AppError("model_silent", [event.failure.message, event.failure.detail].filter(Boolean).join("\n"));
        if (event.type !== "completed") continue;
        const spent = usage.priced(model, event.usage);
        // It belongs to no turn.
        usage.add({ threadId, projectId, at: deps.now(), model, usage: spent });
        return { text: said, ...(spent.cost === undefined ? {} : { cost: spent.cost }) };
      }
      signal.throwIfAborted();
      throw new AppError("model_silent");
    } finally {
      usage.settled(threadId);
      connection.close();
    }
  };
}

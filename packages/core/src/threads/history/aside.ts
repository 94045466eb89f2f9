import { type AsideEvent, type ThreadId, TurnId, type Usage } from "@flightdeck/contract";
import type { ModelEvent, ModelRequest } from "../../agent/index.ts";
import { AppError, messageOf } from "../../errors/index.ts";
import type { OpenThread } from "../openThread.ts";
import { cacheKeyOf } from "./cacheKey.ts";
import type { HistoryContext } from "./context.ts";

/**
 * Asks the model about a thread, running or not, with everything it knows of it. Question and answer stay out of log and
 * prompt; what they cost is counted. The request is the thread's next one but for its end, so that the provider's cache
 * holds. One that would pass a budget is not sent until the person allows it, each time anew: a limit that stops an
 * agent stays where it is. Throws `thread_not_found` and `no_model_access` at once.
 */
export function askAside(
  context: HistoryContext,
  {
    threadId,
    text,
    overBudget = false,
  }: { readonly threadId: ThreadId; readonly text: string; readonly overBudget?: boolean },
  signal: AbortSignal,
): AsyncGenerator<AsideEvent, void, void> {
  const open = context.threads.load(threadId);
  const connection = context.openConnection(open.thread.settings.model);
  return (async function* () {
    try {
      const request = await prepareRequest(context, open, text);
      const passed = context.world.usage.passed(threadId, {
        model: request.model,
        knownTokens: open.thread.usage.context,
        characters: () => text.length,
      });
      if (passed !== undefined && !overBudget) {
        yield { type: "over_budget", request: passed };
        return;
      }
      yield* answer(connection.stream(request, signal), (usage) => spend(context, open, request.model, usage));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppError)) context.report("a side question failed", error);
      const { code, detail } = error instanceof AppError ? error : { code: "internal", detail: undefined };
      yield { type: "failed", error: { code, message: messageOf(error), detail } };
    } finally {
      // A turn that runs meanwhile counts again with its next request.
      context.world.usage.settled(threadId);
      connection.close();
    }
  })();
}

async function prepareRequest(
  { log, prepare, world }: HistoryContext,
  open: OpenThread,
  text: string,
): Promise<ModelRequest> {
  const { thread } = open;
  const { model, effort } = thread.settings;
  const prompt = log.prompt(thread.id);
  const turnId = TurnId.parse(world.newId("turn"));
  const { added, instructions, tools } = await prepare(open, { turnId, prompt, said: { text: question(text) } });
  return {
    model,
    effort,
    instructions,
    input: [...prompt, ...added],
    tools: tools.map(({ spec }) => spec),
    cacheKey: cacheKeyOf(thread),
    toolChoice: "none",
  };
}

const question = (text: string): string =>
  `<side_question>\n${text}\n</side_question>\nAnswer this from what you know by now. It is asked beside the task: use no tools, change no plans.`;

async function* answer(
  stream: AsyncIterable<ModelEvent>,
  onUsage: (usage: Usage) => Usage,
): AsyncGenerator<AsideEvent, void, void> {
  let text = "";
  let key: string | undefined;
  for await (const event of stream) {
    switch (event.type) {
      case "text.delta": {
        // Two messages are two paragraphs.
        const delta = key !== undefined && key !== event.key ? `\n\n${event.text}` : event.text;
        key = event.key;
        text += delta;
        yield { type: "delta", text: delta };
        break;
      }
      case "completed":
        yield { type: "done", text, usage: onUsage(event.usage) };
        return;
      case "failed": {
        const { code, message, detail } = event.failure;
        yield { type: "failed", error: { code, message, detail } };
        return;
      }
      default:
        break;
    }
  }
}

function spend({ world }: HistoryContext, { thread }: OpenThread, model: string, counted: Usage): Usage {
  const usage = world.usage.priced(model, counted);
  const { id: threadId, projectId } = thread;
  // It belongs to no turn.
  world.usage.add({ threadId, projectId, at: world.now(), model, usage });
  return usage;
}

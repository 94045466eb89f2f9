import type { ThreadId } from "@flightdeck/contract";
import type { ModelServer, RequestBody } from "@flightdeck/testkit";
import { baseInstructions } from "../agent/index.ts";

/**
 * The whole requests that a thread has sent, with what differs from machine to machine and day to day named instead: the
 * folder, the date, the thread's id. The tools are their names and our own instructions are "base", so that a test can
 * write a request down.
 */
export function requestsOf(
  model: Pick<ModelServer, "requests">,
  { path, threadId }: { path: string; threadId: ThreadId },
) {
  return model.requests
    .map(({ body }) => body)
    .filter((body) => body.prompt_cache_key === threadId)
    .map((body) => plain(body, path, threadId));
}

function plain(body: RequestBody, path: string, threadId: ThreadId) {
  const text = JSON.stringify({
    ...body,
    instructions: body.instructions === baseInstructions ? "base" : body.instructions,
    tools: body.tools?.map((tool) => ("name" in tool ? tool.name : tool.type)),
  });
  const named = text
    .replaceAll(path, "/repo")
    .replaceAll(threadId, "thread")
    .replaceAll(/<date>.*?<\/date>/g, "<date>today</date>")
    .replaceAll(/<timezone>.*?<\/timezone>/g, "<timezone>here</timezone>")
    .replaceAll(/<(platform|shell)>.*?<\/\1>/g, "<$1>this</$1>")
    .replaceAll(/<skills>.*?<\/skills>/g, "<skills>all</skills>")
    .replaceAll(/Wall time: [\d.]+ s/g, "Wall time: some s");
  return JSON.parse(named) as Record<string, unknown> & { readonly input: readonly unknown[] }; // what it was before
}

import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { eventsOf, reached } from "./events.ts";
import type { Answer, BreakKind } from "./reply.ts";
import type { RecordedRequest } from "./request.ts";

/** Breaks a stream on cue. Resolves with whether it goes on behind the break. */
async function breakOff(how: BreakKind, response: ServerResponse, released: Promise<void>): Promise<boolean> {
  switch (how) {
    case "cut":
      response.end();
      return false;
    case "reset":
      response.socket?.resetAndDestroy();
      return false;
    case "malformed":
      response.end('event: response.output_text.delta\ndata: {"type":"response.outp\n\n');
      return false;
    case "stall":
      await released;
      return !response.destroyed;
  }
}

/** Streams an answer, broken and paced as it says. Resolves with whether it was sent to its end. */
export async function streamAnswer(
  { reply, request, pace }: { readonly reply: Answer; readonly request: RecordedRequest; readonly pace?: number },
  response: ServerResponse,
  released: Promise<void>,
): Promise<boolean> {
  let fault = reply.break;
  // Whoever resets at once answers nothing at all.
  if (fault?.at === "start" && fault.how === "reset") return breakOff("reset", response, released);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
  if (fault?.at === "start") {
    if (!(await breakOff(fault.how, response, released))) return false;
    fault = undefined;
  }
  let count = 0;
  for (const event of eventsOf(reply, request.body, request.n)) {
    if (response.destroyed) return false;
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    count += 1;
    if (pace !== undefined) await sleep(pace);
    if (fault === undefined || !reached(fault.at, event, count)) continue;
    // The break must not swallow what was sent before it.
    await new Promise((resolve) => response.write("\n", resolve));
    if (fault.how === "reset") await sleep(5);
    if (!(await breakOff(fault.how, response, released))) return false;
    fault = undefined;
  }
  response.end();
  return true;
}

import { setTimeout as sleep } from "node:timers/promises";
import { eventsOf, reached, type AnswerPlace } from "./events.ts";
import type { Answer, BreakKind } from "./reply.ts";
import type { RequestBody } from "./request.ts";

/** How events reach the client; one for each transport. */
export interface Wire {
  /** Before the first event. */
  begin(): void;
  send(event: { readonly type: string }): void;
  /** Sends what is no event. */
  garbage(): void;
  /** Settles when what was sent is on its way. */
  flush(): Promise<void>;
  end(): void;
  reset(): void;
  /** Nothing that comes in is answered any more. */
  freeze(): void;
  readonly closed: boolean;
}

/** Breaks a stream on cue. Resolves with whether it goes on behind the break. */
async function breakOff(how: BreakKind, wire: Wire, released: Promise<void>): Promise<boolean> {
  switch (how) {
    case "cut":
      wire.end();
      return false;
    case "reset":
      wire.reset();
      return false;
    case "malformed":
      wire.garbage();
      wire.end();
      return false;
    case "half-open":
      wire.freeze();
      await released;
      return !wire.closed;
    case "stall":
      await released;
      return !wire.closed;
  }
}

/** Streams an answer, broken and paced as it says. Resolves with whether it was sent to its end. */
export async function streamAnswer(
  answer: { readonly reply: Answer; readonly body: RequestBody; readonly pace?: number; readonly place: AnswerPlace },
  wire: Wire,
  released: Promise<void>,
): Promise<boolean> {
  const { reply, body, pace, place } = answer;
  let fault = reply.break;
  // Whoever resets at once answers nothing at all.
  if (fault?.at === "start" && fault.how === "reset") return breakOff("reset", wire, released);
  wire.begin();
  if (fault?.at === "start") {
    if (!(await breakOff(fault.how, wire, released))) return false;
    fault = undefined;
  }
  let count = 0;
  for (const event of eventsOf(reply, body, place)) {
    if (wire.closed) return false;
    wire.send(event);
    count += 1;
    if (pace !== undefined) await sleep(pace);
    if (fault === undefined || !reached(fault.at, event, count)) continue;
    // The break must not swallow what was sent before it.
    await wire.flush();
    if (fault.how === "reset") await sleep(5);
    if (!(await breakOff(fault.how, wire, released))) return false;
    fault = undefined;
  }
  return true;
}

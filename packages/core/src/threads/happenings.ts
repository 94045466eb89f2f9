import type { HappeningEvent, ThreadEvent } from "@flightdeck/contract";

/** What the journal over all threads keeps of an event. Answers are noted where they are given, with what was asked. */
export function happeningOf(event: ThreadEvent): HappeningEvent | undefined {
  if (event.type === "turn.ended") {
    if (event.outcome === "failed") return { kind: "failed", subject: event.error?.message ?? "" };
    return { kind: event.outcome === "completed" ? "finished" : "interrupted" };
  }
  if (event.type !== "item.updated" || event.item.type !== "plan") return undefined;
  const { proposal } = event.item;
  switch (proposal?.state) {
    case "accepted":
    case "accepted_fresh":
      return { kind: "plan", decision: "accepted", subject: proposal.title };
    case "declined":
      return { kind: "plan", decision: "declined", subject: proposal.title };
    case "open":
    case "superseded":
    case undefined:
      return undefined;
  }
}

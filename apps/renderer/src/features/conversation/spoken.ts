import { plainWords, type Thread } from "@flightdeck/contract";

/** What a screen reader is told of a thread, and what tells it from what was told before. */
export interface Spoken {
  readonly key: string;
  readonly words: string;
}

/** As much of an answer as is read out; the rest is in the conversation. */
const LONGEST = 600;

/** The last that the agent said, once all of it is there, or how its turn broke off. */
export function spokenOf({ turns }: Pick<Thread, "turns">): Spoken {
  const turn = turns.at(-1);
  if (turn === undefined) return { key: "", words: "" };
  if (turn.outcome === "failed") return { key: `${turn.id}:failed`, words: `Failed: ${turn.error?.message ?? ""}` };
  if (turn.outcome === "interrupted") return { key: `${turn.id}:interrupted`, words: "Stopped" };
  const said = turn.items.findLast(({ type, status }) => type === "agent_message" && status === "completed");
  if (said?.type !== "agent_message") return { key: "", words: "" };
  const words = plainWords(said.text).replace(/\s+/g, " ").trim();
  return { key: said.id, words: words.length > LONGEST ? `${words.slice(0, LONGEST).trimEnd()}…` : words };
}

import type { SearchHit, SearchKind } from "@flightdeck/contract";

/** Takes the signs of markdown away, where a text was written in it: a snippet is read, not set. */
export function plainOf(kind: SearchKind): ((part: string) => string) | undefined {
  const isMarkdown = kind === "agent_message" || kind === "reasoning" || kind === "plan" || kind === "compaction";
  return isMarkdown ? (part) => part.replace(/\*\*|`+|^\s*#{1,6} /gm, "") : undefined;
}

/** The best of those that read the same: a plan that was written again with a step ticked off is found once. */
export function withoutRepeats(hits: readonly SearchHit[]): readonly SearchHit[] {
  const seen = new Set<string>();
  return hits.filter(({ kind, snippet }) => {
    const reads = `${kind} ${snippet.text}`;
    return !seen.has(reads) && seen.add(reads);
  });
}

/** What a hit is, in a word. */
export const kindWord: Readonly<Record<SearchKind, string>> = {
  title: "Title",
  user_message: "You",
  agent_message: "Agent",
  reasoning: "Thought",
  plan: "Plan",
  command: "Command",
  file_change: "Change",
  tool_call: "Tool",
  question: "Question",
  compaction: "Summary",
  review: "Review",
  error: "Error",
};

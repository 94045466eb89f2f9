import type { SearchKind } from "@flightdeck/contract";

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
  error: "Error",
};

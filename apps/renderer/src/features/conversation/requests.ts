import type { Item, Turn, Usage } from "@flightdeck/contract";
import { visibleText } from "../../ui/visibleText.ts";
import { reasoningTitle } from "./steps.ts";

/** One request of a turn: what it brought, and what that took. */
export interface RequestRow {
  readonly brought: string;
  readonly usage: Usage;
}

/** The requests of a turn in their order, each named by its items. What was not loaded has no name. */
export function requestRows({ items, requests = [] }: Pick<Turn, "items" | "requests">): readonly RequestRow[] {
  const known = new Map(items.map((item) => [item.id, item]));
  return requests.map((request) => {
    const brought = request.items.flatMap((id) => {
      const item = known.get(id);
      return item === undefined ? [] : [broughtBy(item)];
    });
    const thought = brought.length > 1 ? brought.filter((words) => words !== "Thought") : brought;
    return { brought: thought.length === 0 ? "Request" : thought.join(" · "), usage: request.usage };
  });
}

/** An item in a few words. */
function broughtBy(item: Item): string {
  switch (item.type) {
    case "user_message":
      return "Message";
    case "agent_message":
      return `“${lineOf(item.text)}”`;
    case "reasoning":
      return reasoningTitle(item) ?? "Thought";
    case "plan":
      return "Plan";
    case "command":
      return lineOf(item.command);
    case "file_change":
      return item.changes.map(({ path, movedTo }) => visibleText(movedTo ?? path)).join(", ") || "Edit";
    case "tool_call":
      return lineOf(item.summary);
    case "question":
      return "Question";
    case "compaction":
      return "Summary";
    case "review":
      return "Review";
    case "error":
      return "Failure";
  }
}

const lineOf = (text: string): string => visibleText(text.trim().split("\n", 1)[0] ?? "").slice(0, 120);

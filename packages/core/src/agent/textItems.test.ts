import { expect, test } from "vitest";
import { textItems } from "./textItems.ts";
import type { AgentEvent, PromptItem } from "./types.ts";

test("what streamed as a message and was thinking is shown as reasoning from then on", () => {
  const events: AgentEvent[] = [];
  const texts = textItems({ emit: (event) => events.push(event), newId: () => "item_1", now: () => 1 });
  const entry: PromptItem = {
    type: "reasoning",
    id: "",
    summary: [],
    content: [{ type: "reasoning_text", text: "Hm." }],
  };
  texts.begin("0", "agent_message");
  texts.grow("0", "Hm.");
  texts.hold("0", entry);
  const shown = { id: "item_1", startedAt: 1, text: "Hm.", type: "reasoning" };
  expect({ last: events.at(-1), whole: texts.whole() }).toEqual({
    last: { type: "item.updated", item: { ...shown, status: "running" } },
    whole: [{ item: { ...shown, status: "completed", endedAt: 1 }, entries: [] }],
  });
});

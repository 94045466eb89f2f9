import type { Item } from "./item.ts";

/** What an item says and shows, piece by piece in the order in which it is drawn: what a person can look for. */
export function itemText(item: Item): readonly string[] {
  switch (item.type) {
    case "user_message":
    case "agent_message":
    case "reasoning":
      return [item.text];
    case "plan":
      return item.proposal === undefined
        ? [item.explanation ?? "", ...item.steps.map(({ step }) => step)]
        : [item.proposal.title, item.proposal.text];
    case "command":
      return [item.command, item.output];
    case "file_change":
      return [...item.changes.flatMap(({ path, movedTo, diff }) => [movedTo ?? path, diff]), item.error ?? ""];
    case "tool_call":
      return [item.tool, item.summary, item.output, ...(item.evidence?.pictures.map(({ about }) => about) ?? [])];
    case "question":
      // A secret answer was never written.
      return item.fields.flatMap(({ id, question }) => [question, item.answers?.[id] ?? ""]);
    case "compaction":
      return [item.summary ?? "", item.error ?? ""];
    case "review":
      return [item.summary ?? "", ...(item.findings ?? []).map(({ title }) => title), item.error ?? ""];
    case "error":
      return [item.message, item.detail ?? ""];
  }
}

/** How often a text has another one in it, upper and lower case alike, one behind the other. */
export function countOf(text: string, wanted: string): number {
  const needle = wanted.toLowerCase();
  if (needle === "") return 0;
  const all = text.toLowerCase();
  let count = 0;
  for (let at = all.indexOf(needle); at >= 0; at = all.indexOf(needle, at + needle.length)) count += 1;
  return count;
}

import { type ContextTag, contextMessage } from "./prompt.ts";
import type { PromptItem } from "./types.ts";

/**
 * What the model was told under a tag, oldest first. The prompt itself is the record of it: whatever cut, copied or
 * replaced the prompt, what is missing in it is told again, and nothing else is.
 */
export function told(prompt: readonly PromptItem[], tag: ContextTag): readonly string[] {
  return prompt.flatMap((item) => contextText(item, tag) ?? []);
}

/** What stands between the tags of a context message. */
function contextText(item: PromptItem, tag: string): string | undefined {
  if (!("role" in item) || item.role !== "user" || typeof item.content === "string") return undefined;
  const [part, ...others] = item.content;
  if (part?.type !== "input_text" || others.length > 0) return undefined;
  const [open, close] = [`<${tag}>\n`, `\n</${tag}>`];
  if (!part.text.startsWith(open) || !part.text.endsWith(close)) return undefined;
  return part.text.slice(open.length, -close.length);
}

/** A text that is told whole whenever it is another one; undefined when there is nothing to say. */
export function textNews(
  prompt: readonly PromptItem[],
  tag: ContextTag,
  text: string | undefined,
): PromptItem | undefined {
  const last = told(prompt, tag).at(-1);
  if (text === undefined || text === last) return undefined;
  return contextMessage(tag, text);
}

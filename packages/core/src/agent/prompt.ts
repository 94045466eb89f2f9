import type { Image } from "@flightdeck/contract";
import { imagePart } from "./images.ts";
import type { PromptItem, ToolResult } from "./types.ts";

/** A call in the prompt: of a function tool or of a free-form one. */
export type ToolCallEntry = Extract<PromptItem, { type: "function_call" | "custom_tool_call" }>;

export const isCall = (item: PromptItem): item is ToolCallEntry =>
  item.type === "function_call" || item.type === "custom_tool_call";

type ToolOutputEntry = Extract<PromptItem, { type: "function_call_output" | "custom_tool_call_output" }>;

const isOutput = (item: PromptItem): item is ToolOutputEntry =>
  item.type === "function_call_output" || item.type === "custom_tool_call_output";

/** What the person wrote, as the model reads it. */
export const personMessage = (text: string): PromptItem => messageWithImages(text, []);

/** Providers refuse a message without content: of one that only brings files, this is said. */
const wordless = "(This message has no words. It is what is attached to it.)";

/** The same with pictures behind the words, or in their place. */
export const messageWithImages = (text: string, images: readonly Image[]): PromptItem => ({
  type: "message",
  role: "user",
  content: [
    ...(text === "" && images.length > 0 ? [] : [{ type: "input_text" as const, text: text === "" ? wordless : text }]),
    ...images.map(imagePart),
  ],
});

/** What the app tells the model, by its tag: a person may write tags too, so what is not listed here is theirs. */
const contextTags = [
  "environment_context",
  "project_instructions",
  "agent_mode",
  "personality",
  "personal_instructions",
  "plan_edited",
  "skills",
  "skill",
  "attached_files",
  "mentioned_thread",
  "automation_run",
  "thread_continued",
  "questions_answered",
  "thread_forked",
  "turns_removed",
  "turn_interrupted",
  "conversation_summary",
  "work_state",
  "compaction",
] as const;
export type ContextTag = (typeof contextTags)[number];

/** What the app tells the model about its surroundings: in the person's role, set apart by a tag. */
export const contextMessage = (tag: ContextTag, text: string): PromptItem =>
  personMessage(`<${tag}>\n${text}\n</${tag}>`);

/** Which kind of context message an entry is; undefined for everything else, what a person wrote above all. */
export function contextTag(item: PromptItem): ContextTag | undefined {
  if (!isUserMessage(item)) return undefined;
  const text = messageText(item);
  return contextTags.find((tag) => text.startsWith(`<${tag}>\n`) && text.endsWith(`\n</${tag}>`));
}

type Message = Extract<PromptItem, { role: string; content: unknown }>;

export const isUserMessage = (item: PromptItem): item is Message =>
  "role" in item && "content" in item && item.role === "user";

/** The words of a message, without its pictures. */
export function messageText({ content }: Message): string {
  if (typeof content === "string") return content;
  return content.map((part) => ("text" in part ? part.text : "")).join("");
}

/** What the model had said when it was stopped in the middle. */
export const partialMessage = (text: string): PromptItem => ({ role: "assistant", content: text });

/** Tells the model that its last turn did not end by itself; `running` names what was under way. */
export const interruptionNote = (running: readonly string[] = []): PromptItem =>
  contextMessage(
    "turn_interrupted",
    [
      "The last turn was interrupted. Commands and edits of it may be half done: look before you build on them.",
      ...(running.length === 0 ? [] : ["Under way at that moment:", ...running.map((name) => `- ${name}`)]),
    ].join("\n"),
  );

/** The answer to a call in the format that its kind asks for. */
export function callOutput(call: ToolCallEntry, output: ToolResult["output"]): PromptItem {
  if (call.type === "function_call") return { type: "function_call_output", call_id: call.call_id, output };
  // A free-form tool's output has the same parts except files kept by the provider, which no tool of ours makes.
  return { type: "custom_tool_call_output", call_id: call.call_id, output: output as string };
}

/** What the calls of a prompt that was cut off at its end still need to be answered. */
export function missingOutputs(prompt: readonly PromptItem[]): readonly PromptItem[] {
  const answered = new Set(prompt.filter(isOutput).map(({ call_id }) => call_id));
  return prompt
    .filter(isCall)
    .filter(({ call_id }) => !answered.has(call_id))
    .map((call) => callOutput(call, "This call was interrupted."));
}

/**
 * Makes a prompt valid again that was cut anywhere, say by a crash: a call without its output gets one that says so,
 * behind the calls and outputs around it; an output without its call and reasoning that nothing follows are left out.
 * A valid prompt comes back as it is.
 */
export function repairPrompt(prompt: readonly PromptItem[]): readonly PromptItem[] {
  const answered = new Set(prompt.filter(isOutput).map(({ call_id }) => call_id));
  const called = new Set<unknown>();
  const repaired: PromptItem[] = [];
  let reasoning: PromptItem[] = [];
  let missing: PromptItem[] = [];
  for (const item of prompt) {
    if (item.type === "reasoning") {
      reasoning.push(item);
      continue;
    }
    if (isOutput(item)) {
      if (called.has(item.call_id)) repaired.push(item);
      continue;
    }
    // Reasoning belongs to what the model said or called right after it.
    const kept = isCall(item) || ("role" in item && item.role === "assistant") ? reasoning : [];
    reasoning = [];
    if (!isCall(item)) {
      repaired.push(...missing);
      missing = [];
    }
    repaired.push(...kept, item);
    if (!isCall(item)) continue;
    called.add(item.call_id);
    if (!answered.has(item.call_id)) missing.push(callOutput(item, "This call was interrupted."));
  }
  repaired.push(...missing);
  const same = repaired.length === prompt.length && repaired.every((item, index) => item === prompt[index]);
  return same ? prompt : repaired;
}

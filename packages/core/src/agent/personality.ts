import type { Settings } from "@flightdeck/contract";
import { textNews, told } from "./told.ts";
import type { PromptItem } from "./types.ts";

type AgentSettings = Settings["agent"];

const tags = { personality: "personality", instructions: "personal_instructions" } as const;

/** The base instructions are written in this tone; it is told only to a thread that has heard of another one. */
const pragmatic =
  "Pragmatic: say what matters and stop. No small talk, no praise, no repetition. Disagree when you have a reason, and give it.";

const friendly =
  "Friendly: be a warm, attentive colleague. Explain what you do and why in plain words, notice what the person cares about, say when something is done well, and stay just as exact. No flattery and no filler; reports stay short.";

function personality({ personality: chosen, personalityText }: AgentSettings): string {
  const own = personalityText.trim();
  if (chosen === "friendly") return friendly;
  return chosen === "own" && own !== "" ? own : pragmatic;
}

/** How the person wants the agent to be, and what they want every agent to know: told when it changes. */
export function personalNews(prompt: readonly PromptItem[], settings: AgentSettings): readonly PromptItem[] {
  const tone = personality(settings);
  const plain = tone === pragmatic && told(prompt, tags.personality).length === 0;
  const own = settings.instructions.trim();
  const gone = told(prompt, tags.instructions).length === 0 ? undefined : "None any more.";
  return [
    plain ? undefined : textNews(prompt, tags.personality, tone),
    textNews(prompt, tags.instructions, own === "" ? gone : own),
  ].filter((item) => item !== undefined);
}

import type { AgentMode } from "@flightdeck/contract";
import { textNews, told } from "./told.ts";
import type { PromptItem } from "./types.ts";

const tag = "agent_mode";

const plan = `Plan mode. You find out, ask, and end with a plan; you change nothing.
- Commands run in a read-only sandbox without network, whatever the environment said before. apply_patch, update_plan and escalate are refused. Do not try to get around it.
- Explore until you could do the work: read the code it touches, its tests, its conventions, what calls it. What the repository can tell you, do not ask.
- Ask with request_user_input what only the person can decide: goals, trade-offs, limits that change the plan. Few questions, real choices, your recommendation first.
- End the turn with propose_plan, once it leaves no decision open: what is to be reached, what changes where (files, interfaces, data), what happens at the edges and when it fails, how it is checked. The steps are what will be ticked off: each small enough to check, in the order of the work.
- If the person only wants to know something, answer without a plan. If they ask for changes to a plan, propose the whole plan anew.
- Wishes such as "do it" or "go on" do not end plan mode; the person ends it by accepting the plan.`;

const act = `Plan mode is over: you carry out the work now, with the permissions of the environment. Show your steps with update_plan; propose_plan is refused.`;

/** Tells the model how it works. A thread that never planned needs no word about it. */
export function modeNews(prompt: readonly PromptItem[], mode: AgentMode): PromptItem | undefined {
  if (mode === "act" && told(prompt, tag).length === 0) return undefined;
  return textNews(prompt, tag, mode === "plan" ? plan : act);
}

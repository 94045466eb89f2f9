import { AutomationName, type AutomationProposal, type Schedule, type Trigger } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool, ToolResult } from "../agent/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const input = toolInput(
  z.object({
    name: AutomationName.describe("A short title, unlike those of other automations."),
    prompt: z
      .string()
      .trim()
      .min(1)
      .max(20_000)
      .describe(
        "What the agent of each run is told. It knows nothing of this conversation: say what to do, what counts as a result, when to report nothing.",
      ),
    at: z.string().max(5).optional().describe('Time of day, "07:30": daily, or on `days`.'),
    days: z.array(z.enum(weekdays)).max(7).optional().describe("With `at`: only on these days."),
    every_minutes: z.int().min(1).max(10_080).optional(),
    cron: z.string().max(200).optional().describe("Five fields, where nothing simpler says it."),
    time_zone: z.string().max(100).optional().describe("IANA name; default: the machine's own."),
    branch: z.string().max(250).optional().describe("Runs when this branch moved."),
    files: z
      .array(z.string().max(250))
      .max(50)
      .optional()
      .describe("Runs when matching files changed (gitignore style)."),
    place: z
      .enum(["worktree", "local", "this_thread"])
      .optional()
      .describe(
        "worktree (default): a fresh one per run. local: the project's checkout, read-only. this_thread: one more turn here.",
      ),
    projects: z.array(z.string().max(200)).max(50).optional().describe("Names of projects; default: this one."),
    profile: z.string().max(60).optional().describe("Permission profile, within this thread's rights."),
    max_minutes: z.int().min(1).max(1440).optional(),
    max_dollars: z.number().positive().max(10_000).optional(),
    catch_up: z.boolean().optional().describe("Run late what the machine slept through."),
  }),
);
type Input = z.output<typeof input.schema>;

/** What an agent says of the automation that it would have. */
export interface ProposedAutomation extends Pick<Input, "name" | "prompt" | "place" | "projects" | "profile"> {
  readonly trigger: Trigger;
  readonly minutes?: number;
  readonly dollars?: number;
  readonly catchUp?: boolean;
}

/** The automations as the agent of a thread may see and propose them. */
export interface AutomationProposals {
  /** What the person would be asked, or why they cannot be. */
  draft(proposed: ProposedAutomation): Promise<{ readonly request: AutomationProposal } | { readonly problem: string }>;
  /** What came of the person's yes, in words for the agent. */
  kept(request: AutomationProposal): Promise<string>;
  /** Those of the thread's project, a line each. */
  list(): Promise<string>;
}

/** For an agent that has no part in them. */
export const noAutomations: AutomationProposals = {
  draft: async () => ({ problem: "No automation can be proposed here." }),
  kept: async () => "",
  list: async () => "There are none here.",
};

/** Puts an automation before the person, who makes it, changes it first, or declines. It makes none by itself. */
export const proposeAutomation = (automations: AutomationProposals): Tool =>
  defineTool({
    name: "propose_automation",
    description:
      'Proposes an automation: a prompt that runs by itself on a schedule or when a branch or files change. Use it only when the person asks for something to be done again and again ("do this every morning"). They are shown it and decide, whatever the approval policy. Give one of: at, every_minutes, cron, branch, files.',
    input,
    access: "write",
    async run(wanted, context): Promise<ToolResult> {
      const call = { tool: "propose_automation", startedAt: context.now() } as const;
      const end = (status: "completed" | "failed" | "declined", summary: string, output: string) => ({
        item: toolCall(context, { ...call, summary, status, output }),
        output,
      });
      const about = `the automation “${wanted.name}”`;
      const trigger = triggerOf(wanted);
      if ("problem" in trigger) return end("failed", `Wanted to propose ${about}`, trigger.problem);
      const { max_minutes: minutes, max_dollars: dollars, catch_up: catchUp, ...rest } = wanted;
      const drafted = await automations.draft({ ...rest, trigger, minutes, dollars, catchUp });
      if ("problem" in drafted) return end("failed", `Wanted to propose ${about}`, drafted.problem);
      context.show(toolCall(context, { ...call, summary: `Proposed ${about}`, status: "running", output: "" }));
      const decision = await context.ask(drafted.request);
      return decision === "approve" || decision === "approve_for_thread"
        ? end("completed", `Proposed ${about}`, await automations.kept(drafted.request))
        : end(
            "declined",
            `Proposed ${about}`,
            "The person declined: there is no such automation. Do not propose it again unless they ask.",
          );
    },
  });

const nothing = toolInput(z.object({}));

/** What runs by itself already, so that nothing is proposed twice. */
export const listAutomations = (automations: AutomationProposals): Tool =>
  defineTool({
    name: "list_automations",
    description: "Lists the automations of this project: when they run and what came of the last run.",
    input: nothing,
    access: "read",
    run: async (_input, context) => {
      const output = await automations.list();
      const call = { tool: "list_automations", summary: "Looked at the automations", status: "completed" } as const;
      return { item: toolCall(context, { ...call, output }), output };
    },
  });

const kinds = ["at", "every_minutes", "cron", "branch", "files"] as const;

/** The one trigger that the fields name. */
function triggerOf(wanted: Input): Trigger | { readonly problem: string } {
  const named = kinds.filter((kind) => wanted[kind] !== undefined);
  if (named.length !== 1)
    return {
      problem: `Give exactly one of ${kinds.join(", ")}${named.length > 1 ? `, not ${named.join(" and ")}` : ""}.`,
    };
  const { branch, files, time_zone: timeZone } = wanted;
  if (branch !== undefined) return { kind: "branch", branch };
  if (files !== undefined) return { kind: "files", patterns: files };
  const schedule = scheduleOf(wanted);
  return { kind: "schedule", schedule, ...(timeZone === undefined ? {} : { timeZone }) };
}

function scheduleOf({ every_minutes: minutes, cron: expression, at: time = "", days = [] }: Input): Schedule {
  if (minutes !== undefined) return { kind: "every", minutes };
  if (expression !== undefined) return { kind: "cron", expression };
  if (days.length === 0) return { kind: "daily", time };
  return { kind: "weekly", days: weekdays.flatMap((day, n) => (days.includes(day) ? [n + 1] : [])), time };
}

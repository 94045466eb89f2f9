import { z } from "zod";
import { output, query } from "./define.ts";
import { ProjectId, ThreadId, TurnId } from "./ids.ts";

/** Whether the provider found the beginning of the prompt in its cache, in its own words. */
export const CacheReport = z.object({
  hit: z.boolean(),
  /** Why not: "input_changed", "tools_changed", "context_compacted", … */
  reason: z.string().optional(),
  missedTokens: z.number().optional(),
});
export type CacheReport = z.infer<typeof CacheReport>;

/** Tokens of one request, turn or thread, as the provider counts them. */
export const Usage = z.object({
  input: z.number(),
  cached: z.number(),
  output: z.number(),
  reasoning: z.number(),
  /** Tokens of the last request's input and output: how full the model's window is. */
  context: z.number(),
  /** In US dollars by the catalog's prices; absent where a price is unknown. */
  cost: z.number().optional(),
});
export type Usage = z.infer<typeof Usage>;

export const noUsage: Usage = { input: 0, cached: 0, output: 0, reasoning: 0, context: 0 };

export const addUsage = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  cached: a.cached + b.cached,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
  context: b.context,
  ...(a.cost === undefined && b.cost === undefined ? {} : { cost: (a.cost ?? 0) + (b.cost ?? 0) }),
});

/** A group's share: a project, a thread, a day, a model, a turn. */
export interface UsageRow {
  readonly key: string;
  /** For a person: the project's name, the thread's title, the day as YYYY-MM-DD. */
  readonly label: string;
  readonly usage: Usage;
  readonly requests: number;
}

/** Spending limits in US dollars; the next request asks before one is passed. */
export const Budgets = z.object({
  thread: z.number().positive().max(100_000).optional(),
  day: z.number().positive().max(100_000).optional(),
});
export type Budgets = z.infer<typeof Budgets>;

export const usage = {
  /** Sums of all requests in a time, grouped. Days are those of the host's time zone. */
  report: query({
    input: z.object({
      by: z.enum(["project", "thread", "turn", "day", "model"]),
      since: z.number().optional(),
      until: z.number().optional(),
      projectId: ProjectId.optional(),
      threadId: ThreadId.optional(),
      turnId: TurnId.optional(),
    }),
    output: output<{ readonly rows: readonly UsageRow[]; readonly total: Usage; readonly today: Usage }>(),
  }),
};

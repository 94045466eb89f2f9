import { z } from "zod";

/** Tokens of one turn or thread, as the provider counts them. */
export const Usage = z.object({
  input: z.number(),
  cached: z.number(),
  output: z.number(),
  reasoning: z.number(),
  /** Tokens of the last request's input and output: how full the model's window is. */
  context: z.number(),
});
export type Usage = z.infer<typeof Usage>;

export const noUsage: Usage = { input: 0, cached: 0, output: 0, reasoning: 0, context: 0 };

export const addUsage = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  cached: a.cached + b.cached,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
  context: b.context,
});

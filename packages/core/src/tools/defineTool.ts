import type { Item } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool, ToolContext, ToolResult } from "../agent/index.ts";

/** What a function tool takes, for our own check and in the words of the model's API. */
export interface ToolInput<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Made with the first turn and kept: tools are built for every turn, their inputs stay the same. */
  parameters(): Readonly<Record<string, unknown>>;
}

export function toolInput<Schema extends z.ZodType>(schema: Schema): ToolInput<Schema> {
  let made: Readonly<Record<string, unknown>> | undefined;
  const make = () => {
    const { $schema: _, ...parameters } = z.toJSONSchema(schema, { io: "input" });
    return parameters;
  };
  return { schema, parameters: () => (made ??= make()) };
}

interface FunctionToolDefinition<Input extends z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly input: ToolInput<Input>;
  /** read: may run beside others; write: runs alone. */
  readonly access: Tool["access"];
  run(input: z.output<Input>, context: ToolContext): Promise<ToolResult>;
}

/** A function tool: arguments that do not fit the schema go back to the model as text. */
export function defineTool<Input extends z.ZodType>(definition: FunctionToolDefinition<Input>): Tool {
  const { name, description, input, access } = definition;
  return {
    spec: { type: "function", name, description, parameters: input.parameters(), strict: false },
    access,
    run: async (invocation, context) => {
      const parsed = input.schema.safeParse(JSON.parse(invocation.input));
      if (parsed.success) return definition.run(parsed.data, context);
      const problem = `The arguments of ${name} are not valid:\n${z.prettifyError(parsed.error)}`;
      return {
        item: toolCall(context, { tool: name, summary: name, status: "failed", output: problem }),
        output: problem,
      };
    },
  };
}

type ToolCallParts = Pick<
  Extract<Item, { type: "tool_call" }>,
  "tool" | "summary" | "status" | "output" | "image" | "evidence"
>;

/** The item of a call that is neither a command nor a change of files. */
export function toolCall(context: ToolContext, parts: ToolCallParts & { readonly startedAt?: number }): Item {
  const now = context.now();
  return {
    id: context.itemId,
    type: "tool_call",
    startedAt: now,
    ...(parts.status === "running" ? {} : { endedAt: now }),
    ...parts,
  };
}

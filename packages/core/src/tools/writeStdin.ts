import { z } from "zod";
import type { Tool, ToolContext, ToolResult } from "../agent/index.ts";
import { reportOf } from "./commandReport.ts";
import { cutMiddle, grouped } from "./cutText.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import { defaults, outputTokens, yieldTime } from "./execCommand.ts";
import { ITEM_BYTES } from "./liveOutput.ts";
import type { ToolsetOptions } from "./toolset.ts";

const input = toolInput(
  z.object({
    process_id: z.int().describe("The id that exec_command gave."),
    chars: z
      .string()
      .optional()
      .describe(
        "What to type, as it is (end a line with \\n). Empty: only wait. \\u0003 alone: Ctrl-C; ends a process without a terminal.",
      ),
    yield_time_ms: yieldTime.describe("How long to wait for output or the end (default 10000)."),
    max_output_tokens: outputTokens.describe("How much of its new output to return (default 10000)."),
  }),
);

const CTRL_C = "\u0003";
/** After typing: output that pauses this long has been said. */
const QUIET_MS = 250;

/** Goes on with a command that still runs. */
export const writeStdin = (options: Pick<ToolsetOptions, "processes" | "mode">): Tool =>
  defineTool({
    name: "write_stdin",
    description:
      "Goes on with a command that still runs: types into it, or waits for it. Returns what it printed since the last call.",
    input,
    access: "read",
    run: (call, context) => goOn(options, call, context),
  });

async function goOn(
  { processes, mode }: Pick<ToolsetOptions, "processes" | "mode">,
  call: z.output<typeof input.schema>,
  context: ToolContext,
): Promise<ToolResult> {
  const startedAt = context.now();
  const process = processes.get(call.process_id);
  const chars = call.chars ?? "";
  const failed = (summary: string, output: string): ToolResult => ({
    item: toolCall(context, { tool: "write_stdin", summary, status: "failed", output, startedAt }),
    output,
  });
  if (process === undefined)
    return failed(
      "Looked for a command that is gone",
      `There is no process ${call.process_id}: it ended, or never was.`,
    );
  const interrupt = chars === CTRL_C && !process.tty;
  if (chars !== "" && !process.tty && !interrupt)
    return failed(
      `Could not type into: ${process.command}`,
      "This process has no input. End it (\\u0003) and start it again with tty: true.",
    );
  if (mode === "plan" && chars !== "" && chars !== CTRL_C && !process.readOnly)
    return failed(
      `Could not type into: ${process.command}`,
      "Plan mode changes nothing, and this command may write: it began before. It can only be watched or ended.",
    );
  const summary = summaryOf(process.command, chars, interrupt);
  const shown = { tool: "write_stdin", summary, startedAt };
  context.show(toolCall(context, { ...shown, status: "running", output: "" }));
  let grown = 0;
  const hide = process.watch((text) => {
    grown += text.length;
    if (text !== "" && grown <= ITEM_BYTES) context.grow(text);
  });
  if (interrupt) process.kill();
  else if (chars !== "") process.write(chars);
  await process.wait(call.yield_time_ms ?? defaults.yieldMs, context, chars === "" || interrupt ? undefined : QUIET_MS);
  hide();
  if (process.exit !== undefined) processes.remove(call.process_id);
  const unread = process.takeUnread();
  const budget = call.max_output_tokens ?? defaults.outputTokens;
  const { text } = reportOf({ process, id: call.process_id, unread, budget, now: context.now() });
  const output = cutMiddle(unread, ITEM_BYTES - 64, (bytes) => `[… ${grouped(bytes)} bytes left out …]`).text;
  const status = context.signal.aborted ? "interrupted" : "completed";
  return { item: toolCall(context, { ...shown, status, output }), output: text };
}

function summaryOf(command: string, chars: string, interrupt: boolean): string {
  const line = command.split("\n")[0] ?? "";
  if (interrupt || chars === CTRL_C) return `Interrupted: ${line}`;
  return chars === "" ? `Waited for: ${line}` : `Typed ${JSON.stringify(chars.slice(0, 80))} into: ${line}`;
}

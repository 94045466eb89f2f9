import { z } from "zod";
import type { Tool, ToolContext, ToolResult } from "../agent/index.ts";
import { AppError } from "../errors/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import type { TerminalReading, ToolsetOptions } from "./toolset.ts";

/** Characters of a terminal that go to the model; the newest ones. */
const LIMIT = 24_000;
const LINES = 100;

const input = toolInput(
  z.object({
    terminal: z.string().min(1).max(100).optional().describe("Its id or name. Without it the terminals are listed."),
    lines: z.int().min(1).max(1000).optional().describe(`How many of its last lines (default ${LINES}).`),
  }),
);

type Found = ReturnType<TerminalReading["list"]>[number];

const lineOf = ({ id, name, exit }: Found): string => {
  const state = exit === undefined ? "open" : `ended with ${exit.exitCode ?? exit.signal ?? "a signal"}`;
  return `${id}: ${name} (${state})`;
};

/** Reads what the person's own terminals show: a server's log, a test run. It can neither type nor start anything. */
export const readTerminal = ({ terminals, approval }: Pick<ToolsetOptions, "terminals" | "approval">): Tool =>
  defineTool({
    name: "read_terminal",
    description:
      "Lists the terminals that the person opened in this thread, or reads the last lines of one: a server's log, a test run, an error. The person has to allow it. Your own commands are not among them.",
    input,
    access: "read",
    async run({ terminal: wanted, lines = LINES }, context): Promise<ToolResult> {
      const startedAt = context.now();
      const call = { tool: "read_terminal", startedAt } as const;
      const end = (status: "completed" | "failed" | "declined", summary: string, shown: string, output = shown) => ({
        item: toolCall(context, { ...call, summary, status, output: shown }),
        output,
      });
      const about = wanted === undefined ? "Looked at your terminals" : `Read your terminal “${wanted}”`;
      const refused = refusal(terminals, approval);
      if (refused !== undefined) return end("failed", "Wanted to read your terminals", refused);
      const all = terminals.list();
      if (all.length === 0)
        return end("completed", "Looked for terminals", "The person has no terminal open in this thread.");
      const found = wanted === undefined ? undefined : find(all, wanted);
      if (wanted !== undefined && found === undefined)
        return end("failed", about, `There is no terminal "${wanted}". Without a name they are listed.`);
      if (terminals.access() === "ask" && !(await asked(terminals, context, { about, name: found?.name })))
        return end("declined", about, "The person declined to let you read their terminals.");
      if (found === undefined) return end("completed", about, all.map(lineOf).join("\n"));
      try {
        const { text, count, cut } = lastText(await terminals.lastLines(found.id, lines));
        const head = `${lineOf(found)}, its last ${count} lines${cut ? " (earlier ones left out)" : ""}:`;
        return end("completed", `Read ${count} lines of your terminal “${found.name}”`, text, `${head}\n${text}`);
      } catch (error) {
        if (error instanceof AppError && error.code === "terminal_not_found")
          return end("failed", about, "The person has closed this terminal.");
        throw error;
      }
    },
  });

function refusal(terminals: TerminalReading, approval: ToolsetOptions["approval"]): string | undefined {
  switch (terminals.access()) {
    case "allow":
      return undefined;
    case "never":
      return "The person does not let the agent of this thread read their terminals.";
    case "ask":
      return approval === "never"
        ? "This thread never asks for approval, and the person has not allowed reading their terminals."
        : undefined;
  }
}

/** An id says it exactly; of two with one name the newer counts. */
const find = (all: readonly Found[], wanted: string): Found | undefined =>
  all.find(({ id }) => id === wanted) ?? all.findLast(({ name }) => name === wanted);

async function asked(
  terminals: TerminalReading,
  context: ToolContext,
  { about, name }: { readonly about: string; readonly name: string | undefined },
): Promise<boolean> {
  context.show(toolCall(context, { tool: "read_terminal", summary: about, status: "running", output: "" }));
  const decision = await context.ask({ kind: "terminal", ...(name === undefined ? {} : { name }) });
  if (decision === "approve_for_thread") terminals.allow();
  return decision === "approve" || decision === "approve_for_thread";
}

/** The last lines that fit. */
function lastText(lines: readonly string[]): { readonly text: string; readonly count: number; readonly cut: boolean } {
  let size = 0;
  let first = lines.length;
  while (first > 0 && size + (lines[first - 1]?.length ?? 0) + 1 <= LIMIT) {
    first -= 1;
    size += (lines[first]?.length ?? 0) + 1;
  }
  const kept = lines.slice(first);
  // One line alone may be longer than all that fits.
  if (kept.length === 0 && lines.length > 0) return { text: (lines.at(-1) ?? "").slice(-LIMIT), count: 1, cut: true };
  return { text: kept.join("\n"), count: kept.length, cut: first > 0 };
}

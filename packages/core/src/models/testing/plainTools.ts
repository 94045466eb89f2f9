import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tool, ToolContext, ToolResult } from "../../agent/index.ts";

interface ExecInput {
  readonly cmd: string;
  readonly escalate?: boolean;
  readonly justification?: string;
}

const run = (cmd: string, cwd: string): Promise<string> =>
  new Promise((resolve) => {
    execFile("sh", ["-c", cmd], { cwd }, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? 1);
      resolve(`Exit code: ${code}\nWall time: 0.0 s\nOutput:\n${stdout}${stderr}`);
    });
  });

const result = (context: ToolContext, tool: string, output: string): ToolResult => {
  const at = context.now();
  const base = { id: context.itemId, status: "completed", startedAt: at, endedAt: at } as const;
  return { item: { ...base, type: "tool_call", tool, summary: tool, output }, output };
};

/** The tools of an agent without sandbox and policy: just enough of them for a script that behaves. */
export function plainTools(cwd: string, { writable }: { readonly writable: boolean }): readonly Tool[] {
  const spec = (name: string) => ({ type: "function", name, parameters: {}, strict: false }) as const;
  return [
    {
      spec: spec("exec_command"),
      access: "read",
      async run({ input }, context) {
        const { cmd, escalate, justification } = JSON.parse(input) as ExecInput;
        if (escalate === true) {
          const decision = await context.ask({ kind: "command", command: cmd, cwd, reason: "escalate", justification });
          if (decision === "decline") return result(context, cmd, "The person declined to run this command.");
        }
        return result(context, cmd, await run(cmd, cwd));
      },
    },
    {
      spec: { type: "custom", name: "apply_patch", format: { type: "text" } },
      access: "write",
      async run({ input }, context) {
        if (!writable) return result(context, "apply_patch", "The folder is read-only and the person declined.");
        const [, path = "", body = ""] =
          /^\*\*\* Begin Patch\n\*\*\* Add File: (.+)\n([^]*)\*\*\* End Patch\n$/.exec(input) ?? [];
        await writeFile(join(cwd, path), body.replace(/^\+/gm, ""), { flag: "wx" });
        return result(context, "apply_patch", `Success:\nA ${path}`);
      },
    },
    {
      spec: spec("update_plan"),
      access: "write",
      async run({ input }, context) {
        const { plan } = JSON.parse(input) as {
          plan: { step: string; status: "pending" | "in_progress" | "completed" }[];
        };
        const { item } = result(context, "update_plan", "");
        const { id, status, startedAt, endedAt } = item;
        return { item: { id, status, startedAt, endedAt, type: "plan", steps: plan }, output: "Plan updated." };
      },
    },
  ];
}

import { z } from "zod";
import type { Tool } from "../agent/index.ts";
import { AppError } from "../errors/index.ts";
import { askAsCommand } from "./askAsCommand.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import type { Publishing } from "./publish.ts";
import type { ToolsetOptions } from "./toolset.ts";

const input = toolInput(z.object({}));

type Needs = Pick<ToolsetOptions, "cwd" | "root" | "policy" | "approval" | "judge" | "approvedForThread">;

/**
 * Merges the base into the thread's own worktree, uncommitted. The app does it with objects, without hooks, drivers or
 * network, and the person can discard it in the window: the sandbox has no reason to stop it.
 */
export const bringIn = (options: Needs, publishing: Pick<Publishing, "bringIn">): Tool =>
  defineTool({
    name: "bring_in_base",
    description:
      "Merges the base branch, as it is on this machine, into this thread's worktree without committing; conflicts are marked in the files. Everything has to be committed before. The person can discard the merge.",
    input,
    access: "write",
    async run(_input, context) {
      const call = {
        tool: "bring_in_base",
        summary: "Merge the base into the work",
        startedAt: context.now(),
      } as const;
      const end = (status: "completed" | "failed" | "declined", output: string) => ({
        item: toolCall(context, { ...call, status, output }),
        output,
      });
      if (options.policy.mode === "read-only") return end("failed", "This thread is read-only: it merges nothing.");
      context.show(toolCall(context, { ...call, status: "running", output: "" }));
      const permission = await askAsCommand(options, context, { command: "git merge --no-commit", free: false });
      if (permission !== "yes") return end(permission.declined ? "declined" : "failed", permission.why);
      await context.beforeWrite();
      try {
        const { base, paths } = await publishing.bringIn();
        const conflicts =
          paths.length === 0
            ? "Nothing conflicts."
            : `In conflict:\n${paths.map((path) => `- ${JSON.stringify(path)}`).join("\n")}`;
        return end("completed", `Merged ${base}, not committed. ${conflicts}`);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return end("failed", [error.message, error.detail].filter(Boolean).join("\n"));
      }
    },
  });

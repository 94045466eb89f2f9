import { z } from "zod";
import type { Tool } from "../agent/index.ts";
import { AppError } from "../errors/index.ts";
import { askAsCommand } from "./askAsCommand.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import type { Publishing } from "./publish.ts";
import type { ToolsetOptions } from "./toolset.ts";

const input = toolInput(z.object({}));

type Needs = Pick<ToolsetOptions, "cwd" | "root" | "policy" | "approval" | "judge" | "approvedForThread">;

/** How the thread's own pull request stands. It sends nothing of the agent's, so nobody is asked, unless a rule says so. */
export const readPullRequest = (options: Needs, publishing: Pick<Publishing, "pullRequest">): Tool =>
  defineTool({
    name: "read_pull_request",
    description:
      "Reads how this thread's pull request stands: conflicts, each check with the end of its log where it failed, open comments. It needs no network of yours and no approval.",
    input,
    access: "read",
    async run(_input, context) {
      const call = { tool: "read_pull_request", summary: "Read the pull request", startedAt: context.now() } as const;
      const end = (status: "completed" | "failed" | "declined", output: string) => ({
        item: toolCall(context, { ...call, status, output }),
        output,
      });
      const permission = await askAsCommand(options, context, { command: "gh pr view", free: true });
      if (permission !== "yes") return end(permission.declined ? "declined" : "failed", permission.why);
      context.show(toolCall(context, { ...call, status: "running", output: "" }));
      try {
        return end("completed", await publishing.pullRequest(context.signal));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return end("failed", [error.message, error.detail].filter(Boolean).join("\n"));
      }
    },
  });

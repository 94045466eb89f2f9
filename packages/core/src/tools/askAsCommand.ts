import type { ToolContext } from "../agent/index.ts";
import { readLine } from "../shell/index.ts";
import { surroundingsOf } from "./surroundings.ts";
import type { ToolsetOptions } from "./toolset.ts";

type Needs = Pick<ToolsetOptions, "cwd" | "root" | "policy" | "approval" | "judge" | "approvedForThread">;

export type Answer = "yes" | { readonly declined: boolean; readonly why: string };

/**
 * May the app do for the agent what this command line would do? Rules that speak of the line hold; `free`: a thread that
 * asks for every command does not ask for this one, since it only reads.
 */
export async function askAsCommand(
  { cwd, root, policy, approval, judge, approvedForThread }: Needs,
  context: ToolContext,
  { command, free }: { readonly command: string; readonly free: boolean },
): Promise<Answer> {
  const verdict = judge(readLine(command), surroundingsOf(policy, { root, cwd }));
  if (verdict.decision === "forbid")
    return { declined: false, why: `A rule forbids this. ${verdict.why ?? ""}`.trim() };
  const asks = verdict.decision === "ask" || (approval === "untrusted" && verdict.decision !== "allow" && !free);
  const key = JSON.stringify(["app", cwd, command]);
  if (!asks || approvedForThread.has(key)) return "yes";
  if (approval === "never")
    return { declined: false, why: "A rule wants the person to be asked, and this thread never asks." };
  const why = verdict.why === undefined ? {} : { justification: verdict.why };
  const reason = verdict.decision === "ask" ? "rule" : "untrusted";
  const decision = await context.ask({ kind: "command", command, cwd, reason, ...why });
  if (decision === "approve_for_thread") approvedForThread.add(key);
  return decision === "approve" || decision === "approve_for_thread"
    ? "yes"
    : { declined: true, why: "The person declined." };
}

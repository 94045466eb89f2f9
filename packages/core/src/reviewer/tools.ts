import type { Tool } from "../agent/index.ts";
import { createToolset, findShell, noAutomations, ProcessTable, type ToolsetOptions } from "../tools/index.ts";

/** What the reviewer's commands need of the host. */
export type ReadingNeeds = Pick<
  ToolsetOptions,
  "cwd" | "root" | "policy" | "judge" | "support" | "start" | "keep" | "keepImage" | "newId"
>;

const reading: readonly string[] = ["exec_command", "write_stdin", "view_image"];

/**
 * Tools that look and change nothing: the policy is read-only, nobody is asked for more, and what could ask or write is
 * not there. Whoever opened them ends what they left running.
 */
export function readTools(needs: ReadingNeeds): { readonly tools: readonly Tool[]; close(): Promise<void> } {
  if (needs.policy.mode !== "read-only" || needs.policy.network)
    throw new RangeError("A reviewer reads, and nothing else");
  const processes = new ProcessTable();
  const all = createToolset({
    ...needs,
    approval: "never",
    mode: "plan",
    openPlan: () => undefined,
    skill: async () => ({ problem: "A reviewer has no skills." }),
    processes,
    approvedForThread: { has: () => false, add: () => undefined },
    automations: noAutomations,
    terminals: { access: () => "never", allow: () => undefined, list: () => [], lastLines: async () => [] },
    shell: findShell(),
  });
  return {
    tools: all.filter(({ spec }) => "name" in spec && reading.includes(spec.name)),
    close: () => processes.close(),
  };
}

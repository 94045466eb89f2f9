import { afterAll, beforeAll, expect, test } from "vitest";
import { starter } from "../machine/testing/testMachine.ts";
import { createToolset, noAutomations } from "./index.ts";
import { makeToolBench, type ToolBench } from "./testing/toolBench.ts";

let tools: ToolBench;
beforeAll(async () => {
  tools = await makeToolBench();
});
afterAll(() => tools[Symbol.asyncDispose]());

test("the model is told of the tools, of which patches and plans run alone", () => {
  const toolset = createToolset({
    openPlan: () => undefined,
    cwd: tools.bench.worktree,
    root: tools.bench.worktree,
    policy: tools.bench.policy("workspace-write"),
    approval: "on-request",
    judge: () => ({ decision: "none", rules: [] }),
    skill: async () => ({ problem: "There is no such skill" }),
    mode: "act",
    start: starter(),
    support: () => Promise.resolve(tools.support),
    keep: () => Promise.reject(new Error("nothing to keep")),
    keepImage: () => Promise.reject(new Error("nothing to keep")),
    processes: tools.processes,
    approvedForThread: new Set(),
    terminals: { access: () => "never", allow: () => {}, list: () => [], lastLines: () => Promise.resolve([]) },
    publishing: {
      prepare: () => Promise.reject(new Error("nothing to publish")),
      pullRequest: () => Promise.reject(new Error("nothing to read")),
      bringIn: () => Promise.reject(new Error("nothing to merge")),
    },
    automations: noAutomations,
    newId: () => "id",
  });
  expect(toolset.map(({ spec, access }) => [spec.type, spec.name, access])).toEqual([
    ["function", "exec_command", "read"],
    ["function", "write_stdin", "read"],
    ["custom", "apply_patch", "write"],
    ["function", "update_plan", "write"],
    ["function", "view_image", "read"],
    ["function", "request_user_input", "read"],
    ["function", "propose_plan", "write"],
    ["function", "use_skill", "read"],
    ["function", "read_terminal", "read"],
    ["function", "keep_evidence", "read"],
    ["function", "publish", "write"],
    ["function", "read_pull_request", "read"],
    ["function", "bring_in_base", "write"],
    ["function", "list_automations", "read"],
    ["function", "propose_automation", "write"],
  ]);
});

test("a plan is shown with its steps", async () => {
  const plan = [
    { step: "Look around", status: "completed" },
    { step: "Change it", status: "in_progress" },
  ];
  const { item, text } = await tools.call("update_plan", { explanation: "Found the place", plan });
  expect([item, text]).toEqual([
    {
      id: expect.any(String),
      type: "plan",
      status: "completed",
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
      explanation: "Found the place",
      steps: plan,
    },
    "Plan updated.",
  ]);
});

test("a plan with a made-up status is refused as text", async () => {
  const { item, text } = await tools.call("update_plan", { plan: [{ step: "x", status: "maybe" }] });
  expect([item.status, text]).toEqual(["failed", expect.stringContaining("arguments of update_plan are not valid")]);
});

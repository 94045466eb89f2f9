import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, ItemId } from "@flightdeck/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunReport } from "./index.ts";
import { makeToolBench, type ToolBench } from "./testing/toolBench.ts";

let tools: ToolBench;
beforeAll(async () => {
  tools = await makeToolBench();
  writeFileSync(inside("three.ts"), "1\n2\n3");
  symlinkSync(join(tools.bench.home, "secrets"), inside("link.ts"));
});
afterAll(() => tools[Symbol.asyncDispose]());
const inside = (name: string): string => join(tools.bench.worktree, name);

const ran = (command: string, output: string, exitCode: number): Command => ({
  type: "command",
  id: ItemId.parse("item_1"),
  status: exitCode === 0 ? "completed" : "failed",
  startedAt: 1,
  command,
  cwd: "/",
  purpose: "agent",
  sandboxed: true,
  output,
  outputBytes: output.length,
  exitCode,
});

/** Reports, and gives back what was kept. */
async function report(input: object, commands: readonly Command[] = [], open = true) {
  const kept: RunReport[] = [];
  const reporting = { open: () => open, commands: () => commands, keep: (said: RunReport) => void kept.push(said) };
  const { item, text } = await tools.call("report", input, { reporting });
  return { status: item.status, summary: item.type === "tool_call" ? item.summary : "", text, kept: kept.at(-1) };
}
const finding = { title: "A leak", body: "In the pool.", priority: "P1" };

test("a report is kept as it was said, with places that are there", async () => {
  const findings = [{ ...finding, path: "./three.ts", line: 3 }, { ...finding, path: inside("three.ts") }, finding];
  expect(await report({ outcome: "found", summary: " Three leaks. ", findings })).toEqual({
    status: "completed",
    summary: "Reported 3 findings",
    text: "Reported.",
    kept: {
      outcome: "found",
      summary: "Three leaks.",
      findings: [{ ...finding, path: "three.ts", line: 3 }, { ...finding, path: "three.ts" }, finding],
    },
  });
});

test.each([
  ["a file outside of the repository", { path: "../../etc/passwd" }, /is not inside the repository/],
  ["the repository itself", { path: "." }, /is not inside the repository/],
  ["a link to what the agent may not read", { path: "link.ts" }, /is not inside the repository/],
  ["a file that is not there", { path: "gone.ts" }, /there is no file gone.ts/],
  ["a line behind the last one", { path: "three.ts", line: 4 }, /three.ts has 3 lines, not 4/],
  ["a line of no file", { line: 1 }, /a line needs a path/],
  ["a priority that there is not", { priority: "high" }, /priority/],
  ["no title", { title: "  " }, /title/],
])("a finding with %s goes back to the agent, and nothing is kept", async (_name, wrong, reason) => {
  const findings = [finding, { ...finding, ...wrong }];
  const { status, text, kept } = await report({ outcome: "found", summary: "Leaks.", findings });
  expect([status, text, kept]).toEqual(["failed", expect.stringMatching(reason), undefined]);
});

test("long texts are cut, and so many findings that nobody reads them go back", async () => {
  const long = "x".repeat(20_000);
  const findings = [{ ...finding, title: long, body: long }];
  const { kept } = await report({ outcome: "found", summary: long, findings });
  expect([kept?.summary.length, kept?.findings[0]?.title.length, kept?.findings[0]?.body.length]).toEqual([
    2_000, 200, 8_000,
  ]);
  const many = Array.from({ length: 51 }, () => finding);
  expect((await report({ outcome: "found", summary: "Many", findings: many })).status).toBe("failed");
});

test("a proof is what the host saw: the last time that the command ran, with what it printed", async () => {
  const commands = [ran("npm test", "all is well", 0), ran("npm  test", "1 failed", 1), ran("echo", "", 0)];
  const findings = [{ ...finding, proof: { command: " npm test", output: "100 failed" } }];
  const { text, kept } = await report({ outcome: "found", summary: "A bug.", findings }, commands);
  expect([text, kept?.findings[0]?.proof]).toEqual([
    "Reported.",
    { command: "npm test", output: "1 failed", exitCode: 1, proven: true },
  ]);
});

test("a proof that nobody saw run is what the agent says, and it is told so", async () => {
  const setup = { ...ran("npm test", "", 0), purpose: "setup" } as const;
  const findings = [finding, { ...finding, proof: { command: "npm test", output: "1 failed" } }];
  const { text, kept } = await report({ outcome: "found", summary: "A bug.", findings }, [setup]);
  expect(kept?.findings[1]?.proof).toEqual({ command: "npm test", output: "1 failed", proven: false });
  expect(text).toMatch(/that is to prove finding 2 was not seen .* shown as not proven/);
});

test("outside of a run nobody takes a report", async () => {
  const { status, text, kept } = await report({ outcome: "nothing", summary: "Nothing." }, [], false);
  expect([status, text, kept]).toEqual([
    "failed",
    expect.stringMatching(/^No run of an automation is under way/),
    undefined,
  ]);
});

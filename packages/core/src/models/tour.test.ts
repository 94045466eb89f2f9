import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Approval, type ApprovalPolicy, BlobId, type SandboxMode } from "@flightdeck/contract";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { environmentNews, personMessage, type PromptItem, repairPrompt } from "../agent/index.ts";
import { turnOnServer } from "../agent/testing/turnOnServer.ts";
import { starter } from "../machine/testing/testMachine.ts";
import { detectSandbox, policyFor } from "../sandbox/index.ts";
import { createToolset, noAutomations, ProcessTable } from "../tools/index.ts";
import { openConnection, tourModel } from "./index.ts";

interface Tour {
  readonly cwd: string;
  readonly sandbox?: SandboxMode;
  readonly approval?: ApprovalPolicy;
  readonly context?: PromptItem;
  readonly prompt?: readonly PromptItem[];
  readonly decision?: "approve" | "decline" | "stop";
}

/** Takes the tour with the real tools, in the real sandbox. */
async function takeTour({ cwd, sandbox = "workspace-write", approval = "on-request", ...more }: Tour) {
  const { context, prompt, decision = "approve" } = more;
  const asked: Approval["request"][] = [];
  const processes = new ProcessTable();
  let ids = 0;
  const support = await detectSandbox();
  const tools = createToolset({
    openPlan: () => undefined,
    cwd,
    root: cwd,
    policy: policyFor({ mode: sandbox, cwd, gitDirs: [join(cwd, ".git")], home: join(cwd, "..", "no-such-home") }),
    approval,
    judge: () => ({ decision: "none", rules: [] }),
    skill: async () => ({ problem: "There is no such skill" }),
    mode: "act",
    start: starter(),
    support: () => Promise.resolve(support),
    keep: async () => BlobId.parse("0".repeat(64)),
    keepImage: () => Promise.reject(new Error("the tour looks at no image")),
    processes,
    approvedForThread: new Set<string>(),
    automations: noAutomations,
    terminals: { access: () => "never", allow: () => {}, list: () => [], lastLines: () => Promise.resolve([]) },
    newId: () => `blob_${++ids}`,
  });
  const turn = await turnOnServer({
    server: { url: "http://127.0.0.1:9/v1" }, // nothing may be asked there
    model: "tour",
    prompt: prompt ?? [...(context === undefined ? [] : [context]), personMessage("What is this project?")],
    stream: tourModel({ pace: async () => undefined }),
    tools,
    ask: async (_itemId, request) => {
      asked.push(request);
      return decision;
    },
  });
  await processes.close();
  const texts = turn.screen.flatMap((item) => (item.type === "agent_message" ? [item.text] : []));
  const plans = turn.screen.flatMap((item) => (item.type === "plan" ? [item.steps.map(({ status }) => status)] : []));
  return { ...turn, asked, texts, plans, last: texts.at(-1) ?? "" };
}

const project = {
  files: { "README.md": "# Sundial\n\nTells the time.\n", "src/a.ts": "a\n", "src/b.ts": "b\n", "it's.md": "x\n" },
  commits: [{ "src/c.ts": "c\n" }],
};

test("the tour looks around, writes what it found, asks, and sums up", async () => {
  await using repository = await temporaryRepository(project);
  const tour = await takeTour({ cwd: repository.path });
  expect(tour.outcome).toEqual({ outcome: "completed", prompt: [] });
  expect(tour.texts[0]).toContain("This is the tour: a built-in script, no model answers here.");
  expect(tour.texts[1]).toMatch(
    /^I see \*\*5 files\*\*, mostly TypeScript and Markdown\. The last commit is `\w+ Change 1`\./,
  );
  expect(tour.asked).toEqual([
    {
      kind: "command",
      command: "date",
      cwd: repository.path,
      reason: "escalate",
      justification: "May the tour run `date` outside the sandbox? It prints the time and changes nothing.",
    },
  ]);
  expect(tour.plans).toEqual([
    ["in_progress", "pending", "pending", "pending"],
    ["completed", "in_progress", "pending", "pending"],
    ["completed", "completed", "in_progress", "pending"],
    ["completed", "completed", "completed", "completed"],
  ]);
  const note = await readFile(join(repository.path, "FLIGHTDECK_TOUR.md"), "utf8");
  expect(note).toContain("| TypeScript | 3 |");
  expect(note).toContain("`README.md` begins with: Sundial");
  expect(await repository.git("status", "--short")).toBe("?? FLIGHTDECK_TOUR.md\n");
  expect(tour.last).toContain("- **Added `FLIGHTDECK_TOUR.md`** with what it found.");
  expect(tour.last).toContain("You allowed `date` outside the sandbox; it printed `");
  expect(tour.last).toContain("No model was asked and nothing left this machine.");
  expect(tour.screen.every(({ status }) => status === "completed")).toBe(true);
});

test("a declined approval is respected and told", async () => {
  await using repository = await temporaryRepository(project);
  const tour = await takeTour({ cwd: repository.path, decision: "decline" });
  expect(tour.outcome.outcome).toBe("completed");
  expect(tour.last).toContain('`date` did not run outside the sandbox: "The person declined to run this command."');
});

test("the person can stop the turn at the approval", async () => {
  await using repository = await temporaryRepository(project);
  const tour = await takeTour({ cwd: repository.path, decision: "stop" });
  expect(tour.outcome.outcome).toBe("interrupted");
});

const environment = (cwd: string, sandbox: SandboxMode, approval: ApprovalPolicy) =>
  environmentNews([], {
    cwd,
    platform: "linux",
    shell: "bash",
    date: "2026-11-21",
    timezone: "UTC",
    sandbox,
    approval,
    network: sandbox === "full-access",
  });

test("in a read-only thread nothing is written, and the tour says so", async () => {
  await using repository = await temporaryRepository(project);
  const context = environment(repository.path, "read-only", "on-request");
  const tour = await takeTour({ cwd: repository.path, sandbox: "read-only", decision: "decline", context });
  expect(tour.texts.join("\n")).toContain("This thread is read-only, so nothing may be written.");
  expect(tour.texts.join("\n")).toContain('The tool said: "The person declined this change. No file changed."');
  expect(tour.last).toContain("- **Changed nothing**: the file could not be written here.");
  expect(await repository.git("status", "--short")).toBe("");
});

test("in a thread that never asks, the tour says that its command will be refused", async () => {
  await using repository = await temporaryRepository(project);
  const context = environment(repository.path, "workspace-write", "never");
  const tour = await takeTour({ cwd: repository.path, approval: "never", context });
  expect(tour.asked).toEqual([]);
  expect(tour.texts.join("\n")).toContain("This thread never asks for approval, so it will be refused.");
  expect(tour.last).toContain("`date` did not run outside the sandbox:");
});

test("with full access nothing is asked, and the tour says so", async () => {
  await using repository = await temporaryRepository(project);
  const context = environment(repository.path, "full-access", "on-request");
  const tour = await takeTour({ cwd: repository.path, sandbox: "full-access", context });
  expect(tour.asked).toEqual([]);
  expect(tour.last).toContain("`date` ran without a question, since this thread has full access; it printed `");
});

test.each(["an empty folder", "an empty repository"])("%s is named as such", async (kind) => {
  await using place = kind === "an empty folder" ? await temporaryFolder() : await temporaryRepository();
  const tour = await takeTour({ cwd: place.path });
  expect(tour.outcome.outcome).toBe("completed");
  expect(tour.texts[1]).toMatch(/^This folder is \*\*empty\*\* so far\./);
  expect(await readFile(join(place.path, "FLIGHTDECK_TOUR.md"), "utf8")).toContain("This folder is **empty** so far.");
});

test("a note of an earlier tour is left alone", async () => {
  await using repository = await temporaryRepository(project);
  await repository.write({ "FLIGHTDECK_TOUR.md": "mine" });
  const tour = await takeTour({ cwd: repository.path });
  expect(await readFile(join(repository.path, "FLIGHTDECK_TOUR.md"), "utf8")).toBe("mine");
  expect(tour.last).toContain("`FLIGHTDECK_TOUR_2.md`");
});

test("a second message gets a short and honest answer", async () => {
  await using repository = await temporaryRepository(project);
  const first = await takeTour({ cwd: repository.path });
  const second = await takeTour({
    cwd: repository.path,
    prompt: [...first.prompt, personMessage("Now write me a parser")],
  });
  expect(second.texts).toHaveLength(2);
  expect(second.texts[0]).toContain("I am still the **tour**, a script: I cannot work on that.");
  expect(second.last).toContain("?? FLIGHTDECK_TOUR.md");
  expect(second.last).toContain("Settings → Model access");
  expect(repairPrompt(second.prompt)).toBe(second.prompt);
});

test("the tour goes on where a cut prompt left it", async () => {
  await using repository = await temporaryRepository(project);
  const whole = await takeTour({ cwd: repository.path });
  // The host died behind the third result; what was kept so far is asked on.
  const cut = whole.prompt.findIndex((item) => item.type === "custom_tool_call_output");
  const rest = await takeTour({ cwd: repository.path, prompt: whole.prompt.slice(0, cut + 1) });
  expect(rest.outcome.outcome).toBe("completed");
  expect(rest.prompt.length).toBe(whole.prompt.length);
});

test("the tour needs neither key nor network, and stops when told to", async () => {
  const stop = new AbortController();
  const texts: string[] = [];
  const stream = openConnection({ model: "tour", route: () => ({ type: "tour" }) }).stream;
  const request = { model: "tour", instructions: "", input: [personMessage("Hi")], tools: [], cacheKey: "k" };
  for await (const event of stream(request, stop.signal)) {
    if (event.type !== "text.delta") continue;
    texts.push(event.text);
    if (texts.length === 3) stop.abort();
  }
  expect(texts.join("")).toBe("**This is the tour: a built-in ");
});

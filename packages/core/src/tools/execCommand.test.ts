import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SandboxSupport } from "../sandbox/index.ts";
import { testMachine } from "../machine/testing/testMachine.ts";
import { makeToolBench, type ToolBench } from "./testing/toolBench.ts";

let tools: ToolBench;
beforeAll(async () => {
  tools = await makeToolBench();
});
afterAll(() => tools[Symbol.asyncDispose]());

const noSandbox: SandboxSupport = { kind: "none", reason: "not here", fix: "install it" };
const withoutTime = (text: string): string => text.replace(/Wall time: [\d.]+ s/, "Wall time: T s");
const made = (name: string): boolean => existsSync(join(tools.bench.outside, name));
const touch = (name: string): string => `touch '${join(tools.bench.outside, name)}'`;

test("a command runs in the sandbox, and its output and exit code come back", async () => {
  const { item, text, grown, asked } = await tools.call("exec_command", { cmd: "echo out; echo err >&2; exit 3" });
  expect({ item, text: withoutTime(text), grown, asked }).toEqual({
    item: {
      id: expect.any(String),
      type: "command",
      status: "failed",
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
      command: "echo out; echo err >&2; exit 3",
      cwd: tools.bench.worktree,
      purpose: "agent",
      sandboxed: true,
      output: "out\nerr\n",
      outputBytes: 8,
      exitCode: 3,
    },
    text: "Exit code: 3\nWall time: T s\nOutput:\nout\nerr\n",
    grown: "out\nerr\n",
    asked: [],
  });
});

test.each([
  ["a command that does not exist", { cmd: "no-such-command-here" }, /Exit code: 127[^]*not found/],
  ["a folder that does not exist", { cmd: "ls", workdir: "no/such/folder" }, /There is no folder .*no\/such\/folder/],
  ["a syntax error", { cmd: "if then" }, /syntax error/],
  ["a signal", { cmd: "kill -9 $$" }, /Exit code: 137/],
  ["arguments of the wrong kind", { cmd: 7 }, /arguments of exec_command are not valid[^]*cmd/],
])("what goes wrong is told to the model: %s", async (_name, input, said) => {
  const { item, text } = await tools.call("exec_command", input);
  expect([item.status, text]).toEqual(["failed", expect.stringMatching(said)]);
});

test("a command runs in the folder it names", async () => {
  const { text } = await tools.call("exec_command", { cmd: "pwd", workdir: ".." });
  expect(text).toContain(`\n${join(tools.bench.worktree, "..")}\n`);
});

test("a hundred megabytes cost the model its budget, the item 64 KiB and the disk 8 MiB", async () => {
  const cmd = "echo first; yes 0123456789abcdef | head -c 100000000; echo last";
  const { item, text, grown, shown } = await tools.call("exec_command", {
    cmd,
    max_output_tokens: 1000,
    yield_time_ms: 60_000,
  });
  const command = item.type === "command" ? item : undefined;
  const blob = tools.blobs.get(command?.outputBlob ?? "");
  expect({
    model: text.length < 4700,
    how: /bytes \(about 24,99\d,\d{3} tokens\) left out here\. To see them/.test(text),
    ends: [text.includes("Output:\nfirst\n"), text.trimEnd().endsWith("last")],
    item: (command?.output.length ?? 0) <= 64 << 10,
    itemEnds: [command?.output.startsWith("first\n"), command?.output.endsWith("last\n")],
    bytes: command?.outputBytes,
    blob: blob?.length,
    streamed: grown.length <= 64 << 10,
    shown: shown.length < 20,
  }).toEqual({
    model: true,
    how: true,
    ends: [true, true],
    item: true,
    itemEnds: [true, true],
    bytes: 100_000_011,
    blob: 8 << 20,
    streamed: true,
    shown: true,
  });
});

test("invalid UTF-8 shows as replacement characters and characters cut between writes stay whole", async () => {
  const cmd = "printf 'a\\xffb'; printf '\\xf0\\x9f'; sleep 0.05; printf '\\x98\\x80'";
  const { item, grown } = await tools.call("exec_command", { cmd });
  expect([item.type === "command" && item.output, grown]).toEqual(["a\uFFFDb😀", "a\uFFFDb😀"]);
});

test("a never-ending command goes on in the background until it is ended", async () => {
  const first = await tools.call("exec_command", { cmd: "echo started; sleep 600", yield_time_ms: 1500 });
  const listed = tools.processes.list();
  const id = listed[0]?.id ?? 0;
  const ended = await tools.call("write_stdin", { process_id: id, chars: "\u0003" });
  expect({
    first: withoutTime(first.text),
    listed,
    ended: withoutTime(ended.text),
    left: tools.processes.list(),
  }).toEqual({
    first: `Still running as process ${id}. Use write_stdin with process_id ${id} to go on with it.\nWall time: T s\nOutput:\nstarted\n`,
    listed: [{ id, command: "echo started; sleep 600", cwd: tools.bench.worktree, startedAt: expect.any(Number) }],
    ended: "Exit code: 143\nWall time: T s\nOutput:\n",
    left: [],
  });
});

test("write_stdin waits for the end and returns only what is new", async () => {
  const started = await tools.call("exec_command", {
    cmd: "echo one; until [ -e go ]; do sleep 0.02; done; rm go; echo two; exit 5",
    yield_time_ms: 1500,
  });
  const id = Number(/process (\d+)/.exec(started.text)?.[1]);
  await tools.call("exec_command", { cmd: "touch go" });
  const { text, item } = await tools.call("write_stdin", { process_id: id });
  const gone = await tools.call("write_stdin", { process_id: id });
  expect([withoutTime(text), item.type === "tool_call" && item.output, gone.text]).toEqual([
    "Exit code: 5\nWall time: T s\nOutput:\ntwo\n",
    "two\n",
    `There is no process ${id}: it ended, or never was.`,
  ]);
});

test("a terminal is typed into", async () => {
  const cmd = "test -t 0 && read -p 'Name? ' name && echo \"Hello $name\"";
  const started = await tools.call("exec_command", { cmd, tty: true, yield_time_ms: 1500 });
  const id = Number(/process (\d+)/.exec(started.text)?.[1]);
  const answered = await tools.call("write_stdin", { process_id: id, chars: "Ada\n" });
  expect([
    started.text.includes("Name? "),
    answered.text.includes("Hello Ada"),
    answered.text.includes("Exit code: 0"),
  ]).toEqual([true, true, true]);
});

test("typing into a process without a terminal says how to get one", async () => {
  const started = await tools.call("exec_command", { cmd: "sleep 600", yield_time_ms: 0 });
  const id = Number(/process (\d+)/.exec(started.text)?.[1]);
  const { text } = await tools.call("write_stdin", { process_id: id, chars: "hello\n" });
  await tools.call("write_stdin", { process_id: id, chars: "\u0003" });
  expect(text).toContain("tty: true");
});

test("an interrupt ends the command and keeps what it printed", async () => {
  const stop = new AbortController();
  const { item } = await tools.call(
    "exec_command",
    { cmd: "echo started; sleep 600" },
    { signal: stop.signal, onGrow: () => stop.abort() },
  );
  expect([item.status, item.type === "command" && item.output, tools.processes.list()]).toEqual([
    "interrupted",
    "started\n",
    [],
  ]);
});

test("closing a thread's table ends every process of it", async () => {
  await using own = await makeToolBench();
  for (const cmd of ["sleep 600", "trap '' TERM; sleep 600"])
    await own.call("exec_command", { cmd, yield_time_ms: 50 });
  const before = own.processes.list().map(({ command }) => command);
  await own.processes.close();
  expect([before, own.processes.list()]).toEqual([["sleep 600", "trap '' TERM; sleep 600"], []]);
});

test.each(["its turn is interrupted", "its thread ends"] as const)(
  "a command never starts when %s while its checkpoint is made",
  async (what) => {
    await using own = await makeToolBench();
    const stop = new AbortController();
    const onCheckpoint = async () => (what === "its turn is interrupted" ? stop.abort() : own.processes.close());
    const { item } = await own.call("exec_command", { cmd: "touch never" }, { signal: stop.signal, onCheckpoint });
    const { commands } = (await own.machine.watch(AbortSignal.timeout(60_000)).next()).value ?? {};
    expect([item.status, commands, existsSync(join(own.bench.worktree, "never"))]).toEqual(["interrupted", [], false]);
  },
);

test("only what may change the worktree waits for its checkpoint", async () => {
  const count = async (cmd: string, mode: "workspace-write" | "read-only" | "full-access"): Promise<number> =>
    (await tools.call("exec_command", { cmd }, { mode })).checkpoints;
  expect([
    await count("ls", "workspace-write"),
    await count("touch new", "workspace-write"),
    await count("touch new", "full-access"),
    await count("env", "read-only"),
  ]).toEqual([0, 1, 1, 0]);
});

test("a denied command is offered to the person and runs outside when approved", async () => {
  const cmd = touch("denied");
  const { item, asked } = await tools.call("exec_command", { cmd }, { answers: ["approve"] });
  expect({
    asked,
    status: item.status,
    sandboxed: item.type === "command" && item.sandboxed,
    made: made("denied"),
  }).toEqual({
    asked: [{ kind: "command", command: cmd, cwd: tools.bench.worktree, reason: "denied" }],
    status: "completed",
    sandboxed: false,
    made: true,
  });
});

test("a denied command that the person declines stays denied", async () => {
  const { item, text } = await tools.call("exec_command", { cmd: touch("declined") }, { answers: ["decline"] });
  expect([
    item.status,
    /Read-only file system[^]*The person declined to run it outside/.test(text),
    made("declined"),
  ]).toEqual(["failed", true, false]);
});

test("under never a denial goes back to the model and nobody is asked", async () => {
  const { text, asked } = await tools.call("exec_command", { cmd: touch("never") }, { approval: "never" });
  expect([text.includes("Read-only file system"), asked, made("never")]).toEqual([true, [], false]);
});

test("a command that asks to escalate carries the agent's words to the person", async () => {
  const input = { cmd: touch("escalated"), escalate: true, justification: "May I write there?" };
  const { asked } = await tools.call("exec_command", input, { answers: ["approve"] });
  expect([asked, made("escalated")]).toEqual([
    [
      {
        kind: "command",
        command: input.cmd,
        cwd: tools.bench.worktree,
        reason: "escalate",
        justification: "May I write there?",
      },
    ],
    true,
  ]);
});

test.each(["decline", "stop"] as const)("a command that is not approved does not run (%s)", async (answer) => {
  const input = { cmd: touch(`refused-${answer}`), escalate: true };
  const { item, text, checkpoints } = await tools.call("exec_command", input, { answers: [answer] });
  expect([item.status, text, checkpoints, made(`refused-${answer}`)]).toEqual([
    "declined",
    "The person declined to run this command.",
    0,
    false,
  ]);
});

test("an approval for the thread holds for exactly this command in this folder", async () => {
  const input = { cmd: touch("for-thread"), escalate: true };
  const first = await tools.call("exec_command", input, { answers: ["approve_for_thread"] });
  const again = await tools.call("exec_command", input);
  const plain = await tools.call("exec_command", { cmd: input.cmd });
  const other = await tools.call("exec_command", { ...input, cmd: `${input.cmd} ` }, { answers: ["decline"] });
  const elsewhere = await tools.call("exec_command", { ...input, workdir: ".." }, { answers: ["decline"] });
  expect([first, again, plain, other, elsewhere].map(({ asked }) => asked.length)).toEqual([1, 0, 0, 1, 1]);
});

test("untrusted asks for all but known reads, and what is approved still runs in the sandbox", async () => {
  const read = await tools.call("exec_command", { cmd: "cat file.txt" }, { approval: "untrusted" });
  const write = await tools.call(
    "exec_command",
    { cmd: "echo x > inside && cat inside" },
    { approval: "untrusted", answers: ["approve"] },
  );
  expect([
    read.asked,
    write.asked.map((request) => "reason" in request && request.reason),
    write.item.type === "command" && [write.item.sandboxed, write.item.output],
  ]).toEqual([[], ["untrusted"], [true, "x\n"]]);
});

test("without a sandbox every command asks, even a known read, and under never none runs", async () => {
  const asked = await tools.call("exec_command", { cmd: "cat file.txt" }, { support: noSandbox, answers: ["approve"] });
  const never = await tools.call("exec_command", { cmd: "cat file.txt" }, { support: noSandbox, approval: "never" });
  expect([
    asked.asked.map((request) => "reason" in request && request.reason),
    asked.item.type === "command" && [asked.item.sandboxed, asked.item.output],
    never.text,
  ]).toEqual([["no_sandbox"], [false, "one\n"], expect.stringContaining("has no sandbox")]);
});

test("full access asks for nothing", async () => {
  const { asked, item } = await tools.call("exec_command", { cmd: touch("full") }, { mode: "full-access" });
  expect([asked, item.type === "command" && item.sandboxed, made("full")]).toEqual([[], false, true]);
});

test("a command longer than the system takes is a failure, not an exception", async () => {
  const { item, text } = await tools.call("exec_command", { cmd: `echo ${"ü".repeat(90_000)}` });
  expect([item.status, text]).toEqual(["failed", expect.stringContaining("Could not be started: spawn E2BIG")]);
});

test("what cannot be kept is missing, and the command counts all the same", async () => {
  const { item } = await tools.call("exec_command", { cmd: "yes | head -c 100000" }, { diskFull: true });
  expect([item.status, item.type === "command" && [item.outputBytes, item.outputBlob]]).toEqual([
    "completed",
    [100_000, undefined],
  ]);
});

test("a command that is waited for comes back soon when the turn is steered, and runs on", async () => {
  const steer = new AbortController();
  const { text } = await tools.call(
    "exec_command",
    { cmd: "echo begun; sleep 60", yield_time_ms: 60_000 },
    { steered: steer.signal, onGrow: () => steer.abort() },
  );
  expect(text).toMatch(/^Still running as process \d+\.[^]*Output:\nbegun\n$/);
});

test("a command that ends at once is told whole although the turn was steered before", async () => {
  const { text } = await tools.call("exec_command", { cmd: "echo done" }, { steered: AbortSignal.abort() });
  expect(text).toMatch(/^Exit code: 0\n[^]*Output:\ndone\n$/);
});

test("a command that waits for the machine shows its place, is not timed out, and counts its time from its start", async () => {
  const machine = testMachine({ settings: { heavyCommands: 1 } });
  await using busy = await makeToolBench(machine);
  await using other = await makeToolBench(machine);
  await busy.call("exec_command", { cmd: "make --version >/dev/null; npm test; exec sleep 600", yield_time_ms: 0 });
  const steer = new AbortController();
  const waited = other.call("exec_command", { cmd: "echo npm test; make -v >/dev/null; echo done", yield_time_ms: 0 });
  const told = other.call("exec_command", { cmd: "make; echo two" }, { steered: steer.signal });
  steer.abort();
  const early = await told;
  await busy.processes.close();
  const { item, shown, text } = await waited;
  const late = await other.call("write_stdin", { process_id: 2 });
  expect({
    shown: shown.map((each) => (each.type === "command" ? each.waiting : "?")),
    started: item.startedAt >= (shown[0]?.startedAt ?? Number.NaN),
    // A yield time of nothing begins when it starts.
    text: /^(Exit code: 0|Still running as process 1)/.test(text),
    early: early.text.split(".")[0],
    late: late.text.includes("two"),
  }).toEqual({
    shown: [{ place: 1 }, undefined],
    started: true,
    text: true,
    early: "Not started yet: other work fills the machine, and this is number 2 in line, as process 2",
    late: true,
  });
});

test("interrupted or ended while it waits for the machine, a command never runs", async () => {
  const machine = testMachine({ settings: { heavyCommands: 1 } });
  await using busy = await makeToolBench(machine);
  await using other = await makeToolBench(machine);
  await busy.call("exec_command", { cmd: "npm test; exec sleep 600", yield_time_ms: 0 });
  const stop = new AbortController();
  const waiting = other.call("exec_command", { cmd: "make; touch never" }, { signal: stop.signal });
  stop.abort();
  const ended = await waiting;
  const second = other.call("exec_command", { cmd: "make; touch never" });
  const watching = new AbortController();
  for await (const { commands } of machine.watch(watching.signal))
    if (commands.some(({ state }) => state === "queued")) watching.abort();
  await other.processes.close();
  const killed = await second;
  expect([ended.item.status, killed.item.status, existsSync(join(other.bench.worktree, "never"))]).toEqual([
    "interrupted",
    "failed",
    false,
  ]);
});

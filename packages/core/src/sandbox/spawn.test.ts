import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spawnSandboxed, type SandboxedProcess, type SandboxSupport } from "./index.ts";
import { descendants } from "./processTree.ts";
import { type Bench, makeBench, requireSandbox, runLine } from "./testing/sandboxBench.ts";

let support: SandboxSupport;
let bench: Bench;

beforeAll(async () => {
  support = await requireSandbox();
  bench = makeBench();
});
afterAll(() => bench[Symbol.dispose]());

const modes = ["workspace-write", "full-access"] as const;
type Mode = (typeof modes)[number];

const start = (mode: Mode, line: string, more: Partial<Parameters<typeof spawnSandboxed>[1]> = {}): SandboxedProcess =>
  spawnSandboxed(support, {
    argv: ["/bin/bash", "-c", line],
    cwd: bench.worktree,
    policy: bench.policy(mode),
    ...more,
  });

/** The output up to a text; settles when it came. */
function heard(process: SandboxedProcess, text: string): Promise<string> {
  let output = "";
  return new Promise((resolve) => {
    process.onOutput((chunk) => {
      output += Buffer.from(chunk).toString();
      if (output.includes(text)) resolve(output);
    });
  });
}

/** Settles when none of them runs: a killed process needs a moment to die. */
const gone = (pids: readonly number[]): Promise<void> =>
  expect.poll(() => pids.filter(runs), { timeout: 5000, interval: 5 }).toEqual([]);

/** A process that is gone or only waits to be collected does not run. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test.each(modes)("kill ends a command with all it started, even what ignores it (%s)", async (mode) => {
  const process = start(
    mode,
    "trap '' TERM; (trap '' TERM; sleep 600) & (sleep 600) & echo ready; while :; do sleep 600; done",
  );
  await heard(process, "ready");
  const all = [process.pid, ...descendants(process.pid)];
  process.kill();
  process.kill();
  const { signal, exitCode } = await process.exited;
  // Where the command dies a moment before bubblewrap does, bubblewrap says so in its own way.
  const killed = signal === "SIGKILL" || exitCode === 128 + 9;
  expect({ several: all.length > 3, killed }).toEqual({ several: true, killed: true });
  await gone(all);
});

test.each(modes)("kill is polite first (%s)", async (mode) => {
  const process = start(mode, "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done");
  const said = heard(process, "bye");
  await heard(process, "ready");
  process.kill();
  expect([await process.exited, (await said).includes("bye")]).toEqual([{ exitCode: 7, signal: null }, true]);
});

test.each(modes)("what a command leaves behind ends with it (%s)", async (mode) => {
  const process = start(mode, "sleep 600 & echo started; read -r _", { input: "pipe" });
  await heard(process, "started");
  const all = descendants(process.pid);
  process.write("go on\n");
  expect(await process.exited).toEqual({ exitCode: 0, signal: null });
  expect(all.length).toBeGreaterThan(1);
  await gone(all);
});

test("a daemon that left the group does not hold up the end of its command", async () => {
  const process = start("full-access", "setsid sleep 600 & echo $!; sleep 0.1");
  const daemon = Number(await heard(process, "\n"));
  const exit = await process.exited;
  const lives = runs(daemon);
  globalThis.process.kill(daemon, "SIGKILL");
  expect({ exit, lives }).toEqual({ exit: { exitCode: 0, signal: null }, lives: true });
});

test.each(modes)("a command ends when the host is killed (%s)", async (mode) => {
  const script = `
    import { detectSandbox, policyFor, spawnSandboxed } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
    const policy = policyFor(${JSON.stringify({ mode, cwd: bench.worktree, gitDirs: bench.gitDirs, home: bench.home })});
    const process = spawnSandboxed(await detectSandbox(), { argv: ["/bin/bash", "-c", "sleep 600 & echo ready; sleep 600"], cwd: ${JSON.stringify(bench.worktree)}, policy });
    process.onOutput(() => console.log(process.pid));`;
  const host = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => host.stdout.once("data", (data) => resolve(Number(String(data)))));
  const all = [pid, ...descendants(pid)];
  host.kill("SIGKILL");
  expect(all.length).toBeGreaterThan(2);
  await gone(all);
});

test("exit codes and signals come through", async () => {
  const policy = bench.policy("workspace-write");
  const free = bench.policy("full-access");
  const run = (line: string, which = policy) => runLine(support, which, line, { cwd: bench.worktree });
  expect([
    await run("exit 3"),
    await run("kill -9 $$"),
    await run("exit 3", free),
    await run("kill -9 $$", free),
  ]).toEqual([
    { exitCode: 3, signal: null, output: "" },
    { exitCode: 137, signal: null, output: "" },
    { exitCode: 3, signal: null, output: "" },
    { exitCode: null, signal: "SIGKILL", output: "" },
  ]);
});

test.each(modes)("a program that does not exist is an exit, not an exception (%s)", async (mode) => {
  const process = spawnSandboxed(support, {
    argv: ["/no/such/program"],
    cwd: bench.worktree,
    policy: bench.policy(mode),
  });
  const said = heard(process, "/no/such/program");
  const { exitCode } = await process.exited;
  expect({ failed: exitCode !== 0, named: (await said).includes("/no/such/program") }).toEqual({
    failed: true,
    named: true,
  });
});

test("a command without input finds none and does not wait", async () => {
  const { output } = await runLine(support, bench.policy("workspace-write"), "cat; test -c /dev/stdin && echo none", {
    cwd: bench.worktree,
  });
  expect(output).toBe("none\n");
});

test("input is written and closed", async () => {
  const process = start("workspace-write", "cat; echo end", { input: "pipe" });
  const said = heard(process, "end");
  process.write("héllo\n");
  process.closeInput();
  expect([await said, await process.exited]).toEqual(["héllo\nend\n", { exitCode: 0, signal: null }]);
});

test("writing to a command that closed its input does no harm", async () => {
  const process = start("workspace-write", "exec 0<&-; echo ready; sleep 0.05", { input: "pipe" });
  await heard(process, "ready");
  process.write("x".repeat(1 << 20));
  expect(await process.exited).toEqual({ exitCode: 0, signal: null });
});

test.each(modes)("a terminal echoes, has a size and passes Ctrl-C to the program alone (%s)", async (mode) => {
  const line =
    "trap 'caught=1; echo caught' INT; stty size; tty; echo ready; until [ \"$caught\" ]; do sleep 0.02; done; read -r answer; echo got $answer; exit 4";
  const process = start(mode, line, { tty: { columns: 91, rows: 33 } });
  const ready = await heard(process, "ready");
  process.write("\u0003");
  await heard(process, "caught");
  process.write("42\n");
  const said = heard(process, "got 42");
  const exit = await process.exited;
  await said;
  expect({ exit, size: ready.includes("33 91"), terminal: /\/dev\/pts\/\d+/.test(ready) }).toEqual({
    exit: { exitCode: 4, signal: null },
    size: true,
    terminal: true,
  });
});

test.each(modes)("kill ends a terminal and all in it (%s)", async (mode) => {
  const process = start(mode, "trap '' HUP TERM INT; sleep 600 & echo ready; while :; do sleep 600; done", {
    tty: { columns: 80, rows: 24 },
  });
  await heard(process, "ready");
  const all = [process.pid, ...descendants(process.pid)];
  process.kill();
  await process.exited;
  await gone(all);
});

test("a confined command on a machine without a sandbox is a mistake", () => {
  const none: SandboxSupport = { kind: "none", reason: "not here", fix: "install it" };
  const policy = bench.policy("workspace-write");
  expect(() => spawnSandboxed(none, { argv: ["true"], cwd: bench.worktree, policy })).toThrow(/needs a sandbox/);
});

test("full access sees the network, the host's files and no secret", async () => {
  process.env.SOME_API_TOKEN = "one-secret";
  try {
    const policy = bench.policy("full-access");
    const line = `cat '${bench.home}/flightdeck.db'; touch '${bench.outside}/made'; env`;
    const { output } = await runLine(support, policy, line, { cwd: bench.worktree });
    expect({
      home: output.startsWith("database"),
      made: existsSync(join(bench.outside, "made")),
      leaked: output.includes("one-secret"),
    }).toEqual({ home: true, made: true, leaked: false });
  } finally {
    delete process.env.SOME_API_TOKEN;
  }
});

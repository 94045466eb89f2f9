import { afterAll, beforeAll, expect, test } from "vitest";
import { starter } from "../machine/testing/testMachine.ts";
import { spawnSandboxed, type SandboxSupport } from "../sandbox/index.ts";
import { type Bench, makeBench, requireSandbox } from "../sandbox/testing/sandboxBench.ts";
import { ProcessTable } from "./processTable.ts";
import { RunningProcess } from "./runningProcess.ts";

let support: SandboxSupport;
let bench: Bench;
const startHere = starter();
beforeAll(async () => {
  support = await requireSandbox();
  bench = makeBench();
});
afterAll(() => bench[Symbol.dispose]());

function start(command: string): RunningProcess {
  const spawn = () =>
    spawnSandboxed(support, {
      argv: ["/bin/sh", "-c", command],
      cwd: bench.worktree,
      policy: bench.policy("workspace-write"),
    });
  const started = startHere({ command, cwd: bench.worktree }, spawn);
  return new RunningProcess(started, { command, cwd: bench.worktree, tty: false, readOnly: false });
}

test("a table is full when as many run as it may hold; ended ones make room", async () => {
  await using table = new ProcessTable({ limit: 2 });
  const short = start("true");
  const first = table.add(short);
  const second = table.add(start("sleep 600"));
  const full = table.full;
  await short.exited;
  const afterEnd = table.full;
  const third = table.add(start("sleep 601"));
  expect({
    full,
    afterEnd,
    now: table.full,
    forgotten: table.get(first),
    listed: table.list().map(({ id }) => id),
  }).toEqual({
    full: true,
    afterEnd: false,
    now: true,
    forgotten: undefined,
    listed: [second, third],
  });
});

test("leaving its scope ends what runs", async () => {
  const process = start("sleep 600");
  {
    await using table = new ProcessTable();
    table.add(process);
  }
  expect(process.exit).toBeDefined();
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MachineUse, RunningCommand } from "@flightdeck/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SandboxSupport, spawnSandboxed } from "../sandbox/index.ts";
import { type Bench, makeBench, requireSandbox } from "../sandbox/testing/sandboxBench.ts";
import { learnedInMemory } from "./learned.ts";
import type { Machine } from "./machine.ts";
import { readMachineMemory } from "./memory.ts";
import { testMachine, testThread } from "./testing/testMachine.ts";
import type { MachineProcess } from "./types.ts";

let support: SandboxSupport;
let bench: Bench;
beforeAll(async () => {
  support = await requireSandbox();
  bench = makeBench();
});
afterAll(() => bench[Symbol.dispose]());

const MB = 1 << 20;

/** A command under a name that the machine weighs, as the script that really runs. */
function start(
  machine: Machine,
  thread: string,
  {
    named,
    script,
    sandbox = "workspace-write",
  }: { named: string; script: string; sandbox?: "workspace-write" | "full-access" },
): MachineProcess & { readonly said: () => string } {
  let output = "";
  const work = { ...testThread(thread), command: named, cwd: bench.worktree };
  const command = machine.start(work, () =>
    spawnSandboxed(support, {
      argv: ["/bin/sh", "-c", script],
      cwd: bench.worktree,
      policy: bench.policy(sandbox),
      input: "pipe",
    }),
  );
  command.onOutput((chunk) => {
    output += Buffer.from(chunk).toString();
  });
  return Object.assign(command, { said: () => output });
}

/** Holds so much memory, a line without an end, for as long as the other part lasts. */
const hold = (megabytes: number, meanwhile = "cat"): string =>
  `{ head -c ${megabytes}M /dev/zero; ${meanwhile}; } | tail -n 1 | wc -c`;
const untilTold = "cat >/dev/null";

/** The first picture that is so. */
async function seen(machine: Machine, holds: (use: MachineUse) => boolean): Promise<MachineUse> {
  const stop = new AbortController();
  for await (const use of machine.watch(stop.signal)) {
    if (!holds(use)) continue;
    stop.abort();
    return use;
  }
  throw new Error("the watch ended");
}

const brief = ({ id, threadId, state, place, weight, background }: RunningCommand) =>
  [id, threadId, state, place, weight, background] as const;

test("light commands start at once; heavy ones wait for a slot, told their place, and go thread by thread", async () => {
  const machine = testMachine({ settings: { heavyCommands: 1 } });
  const places: (number | undefined)[] = [];
  const first = start(machine, "a", { named: "npm test", script: untilTold });
  const second = start(machine, "a", { named: "npm test 2", script: "true" });
  const third = start(machine, "b", { named: "make", script: "true" });
  second.onPlace((place) => places.push(place));
  const light = start(machine, "c", { named: "git status", script: "echo clean" });
  await light.exited;
  const use = await seen(machine, () => true);
  const order: string[] = [];
  for (const [name, command] of Object.entries({ first, second, third }))
    void command.started.then(() => order.push(name));
  first.toBackground();
  first.closeInput();
  const exits = await Promise.all([first, second, third].map(({ exited }) => exited));
  expect({
    light: light.said(),
    commands: use.commands.map(brief),
    places,
    order,
    exits: exits.map(({ exitCode }) => exitCode),
  }).toEqual({
    light: "clean\n",
    commands: [
      ["command1", "a", "running", undefined, "heavy", false],
      ["command2", "a", "queued", 1, "heavy", false],
      ["command3", "b", "queued", 2, "heavy", false],
    ],
    places: [undefined],
    order: ["first", "second", "third"],
    exits: [0, 0, 0],
  });
});

test("what is typed before the start is there at the start", async () => {
  const machine = testMachine({ settings: { heavyCommands: 1 } });
  const first = start(machine, "a", { named: "npm test", script: untilTold });
  const second = start(machine, "a", { named: "npm test", script: "cat" });
  second.write("hello\n");
  second.closeInput();
  first.closeInput();
  await second.exited;
  expect(second.said()).toBe("hello\n");
});

test("stopped by the person, a command ends with all it started and says so; a queued one never starts", async () => {
  const machine = testMachine({ settings: { heavyCommands: 1 } });
  const running = start(machine, "a", { named: "npm test", script: "echo on; sleep 600 & sleep 601" });
  const queued = start(machine, "a", { named: "npm test", script: "touch never" });
  const last = start(machine, "b", { named: "npm test", script: "echo ran" });
  expect(() => machine.stop(testThread("b").threadId, "command1")).toThrow("This command no longer runs");
  machine.stop(testThread("a").threadId, "command2");
  machine.stop(testThread("a").threadId, "command1");
  const exits = await Promise.all([running, queued, last].map(({ exited }) => exited));
  expect(() => machine.stop(testThread("a").threadId, "command1")).toThrow("This command no longer runs");
  expect({
    exits: exits.map(({ exitCode, failure }) => [exitCode === 0, failure]),
    said: [running.said(), queued.said(), last.said()],
    made: existsSync(join(bench.worktree, "never")),
    left: (await seen(machine, () => true)).commands,
  }).toEqual({
    exits: [
      [false, undefined],
      [false, "it was stopped while it waited for the machine"],
      [true, undefined],
    ],
    said: [
      expect.stringContaining("\n[The person stopped this command.]\n"),
      "\n[The person stopped this command while it waited for the machine.]\n",
      "ran\n",
    ],
    made: false,
    left: [],
  });
});

test("a command that ignores the polite signal ends all the same", async () => {
  const machine = testMachine();
  const command = start(machine, "a", {
    named: "npm test",
    script: "trap '' TERM; echo on; while :; do sleep 1; done",
  });
  await new Promise<void>((resolve) => command.onOutput(() => resolve()));
  machine.stop(testThread("a").threadId, "command1");
  const { exitCode } = await command.exited;
  expect([exitCode === 0, command.said()]).toEqual([false, "on\n\n[The person stopped this command.]\n"]);
});

test("CPU and memory count everything a command started, what went its own way included", async () => {
  const machine = testMachine();
  const script = `setsid sh -c '${hold(60, "sleep 600")}' & ${untilTold}`;
  const command = start(machine, "a", { named: "serve", script });
  const use = await seen(machine, ({ commands }) => (commands[0]?.memoryBytes ?? 0) >= 60 * MB);
  machine.stop(testThread("a").threadId, "command1");
  await command.exited;
  expect([use.commands.length, use.confinedBy, use.memoryBytes > use.availableBytes]).toEqual([1, "priority", true]);
});

test("outside the sandbox too, a process that left its group and its parent ends with its command", async () => {
  const machine = testMachine();
  const script = `setsid sh -c 'echo $$; exec sleep 600' & ${untilTold}`;
  const command = start(machine, "a", { named: "serve", script, sandbox: "full-access" });
  await seen(machine, ({ commands }) => (commands[0]?.memoryBytes ?? 0) > 0 && command.said() !== "");
  const pid = Number(command.said());
  const before = isAlive(pid);
  command.closeInput();
  await command.exited;
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(before).toBe(true);
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};

test("commands that together use more than they may: the youngest large one is stopped with a message, the others finish", async () => {
  const settings = { heavyCommands: 4, memoryPercent: 10 };
  const memory = () => ({ totalBytes: 2000 * MB, availableBytes: 1500 * MB, stalledPercent: 0 });
  const learned = learnedInMemory();
  for (const name of ["a", "b"]) learned.note("project", `npm test ${name}`, { cpuSeconds: 20, peakBytes: 50 * MB });
  const machine = testMachine({ settings, memory, learned });
  const old = start(machine, "a", { named: "npm test a", script: hold(110) });
  await seen(machine, ({ commands }) => (commands[0]?.memoryBytes ?? 0) >= 110 * MB);
  const small = start(machine, "b", { named: "npm test b", script: "echo small" });
  const young = start(machine, "b", { named: "node eats.js", script: hold(130) });
  await young.exited;
  old.closeInput();
  await Promise.all([old.exited, small.exited]);
  expect({ old: old.said(), small: small.said(), young: young.said() }).toEqual({
    old: `${110 * MB}\n`,
    small: "small\n",
    young: expect.stringMatching(
      /^\n\[Stopped: together the commands used more memory than the 210 MB they may\. This command used \d+ MB\. Run it with fewer workers, or in parts; started again, it waits until there is room for it\.\]\n$/,
    ),
  });
  // It is known now: the next time it takes a slot, and waits while another one holds the memory.
  const again = start(machine, "a", { named: "npm test a", script: hold(90) });
  const retried = start(machine, "b", { named: "node eats.js", script: "echo fits" });
  const place = retried.place;
  again.closeInput();
  await retried.exited;
  expect([place, retried.said()]).toEqual([1, "fits\n"]);
});

test("before the machine itself runs out, a command is stopped", async () => {
  let tight = false;
  const memory = () => {
    const real = readMachineMemory();
    return { ...real, availableBytes: tight ? real.totalBytes / 100 : real.totalBytes / 2 };
  };
  const machine = testMachine({
    memory: () => ({
      ...memory(),
      totalBytes: 2000 * MB,
      stalledPercent: 0,
      availableBytes: tight ? 20 * MB : 1000 * MB,
    }),
  });
  const command = start(machine, "a", { named: "npm test", script: hold(80) });
  await seen(machine, ({ commands }) => (commands[0]?.memoryBytes ?? 0) >= 80 * MB);
  tight = true;
  await command.exited;
  expect(command.said()).toContain("Stopped: the machine was running out of memory. This command used ");
});

test("a heavy command that starts in the background with nothing to do lends its slot", async () => {
  let clock = Date.now();
  const machine = testMachine({ settings: { heavyCommands: 1 }, now: () => (clock += 1000) });
  const server = start(machine, "a", { named: "npm test -- --ui", script: untilTold });
  const suite = start(machine, "b", { named: "npm test", script: "echo ran" });
  await suite.exited;
  expect(suite.said()).toBe("ran\n");
  server.closeInput();
  await server.exited;
});

test("closing ends what runs and what waits, and nothing starts any more", async () => {
  const machine = testMachine({ settings: { heavyCommands: 1 } });
  const running = start(machine, "a", { named: "npm test", script: "sleep 600" });
  const queued = start(machine, "b", { named: "npm test", script: "touch never" });
  await machine.close();
  const late = start(machine, "b", { named: "true", script: "touch never" });
  const exits = await Promise.all([running, queued, late].map(({ exited }) => exited));
  expect([exits.map(({ failure }) => failure), existsSync(join(bench.worktree, "never"))]).toEqual([
    [undefined, "it was ended while it waited for the machine", "Flightdeck is closing"],
    false,
  ]);
});

test("a spawn that fails when its turn comes ends the command and not the line", async () => {
  const failures: unknown[] = [];
  const machine = testMachine({ settings: { heavyCommands: 1 }, report: (message) => failures.push(message) });
  const first = start(machine, "a", { named: "npm test", script: untilTold });
  const broken = machine.start({ ...testThread("a"), command: "make", cwd: bench.worktree }, () => {
    throw new Error("no sandbox");
  });
  const last = start(machine, "b", { named: "make", script: "echo ran" });
  first.closeInput();
  await last.exited;
  expect([await broken.exited, last.said(), failures]).toEqual([
    { exitCode: null, signal: null, failure: "no sandbox" },
    "ran\n",
    ["a command could not be started"],
  ]);
});

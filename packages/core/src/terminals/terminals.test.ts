import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { terminalBench } from "./testing/terminalBench.ts";

/** A process that is gone or only waits to be collected does not run. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : error);
const refusal = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
    return "nothing was refused";
  } catch (error) {
    return codeOf(error);
  }
};

test("a terminal is a shell in the thread's folder that answers what is typed", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const window = bench.look(id);
  bench.terminals.write(id, "echo six=$((2*3)) in $(pwd)\r");
  await window.until(`six=6 in ${bench.folder}`);
  expect(bench.terminals.list(bench.threadId)).toEqual([
    { id, threadId: bench.threadId, name: "sh", columns: 80, rows: 24, startedAt: 1 },
  ]);
});

test("its environment has a terminal's and the project's variables, the person's agents, and no secret of the host", async () => {
  await using bench = await terminalBench({
    environment: { OPENAI_API_KEY: "sk-secret", SSH_AUTH_SOCK: "/run/agent", LD_PRELOAD: "", FLIGHTDECK_HOME: "/h" },
  });
  const id = await bench.open({ columns: 200, rows: 50 });
  const window = bench.look(id);
  bench.terminals.write(id, "env > env.txt; echo do''ne\r");
  await window.until("done");
  const environment = Object.fromEntries(
    readFileSync(join(bench.folder, "env.txt"), "utf8")
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  expect(environment).toMatchObject({
    TERM: "xterm-256color",
    COLORTERM: "truecolor",
    TERM_PROGRAM: "Flightdeck",
    SSH_AUTH_SOCK: "/run/agent",
    FLIGHTDECK_WORKTREE_PATH: bench.folder,
    FLIGHTDECK_PROJECT_PATH: "/project",
  });
  expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(["OPENAI_API_KEY"]));
  expect(["FLIGHTDECK_HOME", "LD_PRELOAD", "NO_COLOR"].filter((name) => name in environment)).toEqual([]);
});

test("the program learns of another size, and so does everyone who looks on", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const [one, other] = [bench.look(id, "one"), bench.look(id, "other")];
  await Promise.all([one.until("$"), other.until("$")]);
  bench.terminals.resize(id, 101, 31);
  bench.terminals.write(id, "stty size\r");
  await Promise.all([one.until("31 101"), other.until("31 101")]);
  const sizes = [one, other].map(({ events }) => events.filter(({ type }) => type === "resized"));
  const resized = { type: "resized", columns: 101, rows: 31 };
  expect([sizes, bench.terminals.list(bench.threadId).map(({ columns, rows }) => [columns, rows])]).toEqual([
    [[resized], [resized]],
    [[101, 31]],
  ]);
});

test.each([
  ["exit 3", { exitCode: 3, signal: null }],
  ["kill -KILL $$", { exitCode: null, signal: "SIGKILL" }],
])("an end is told with how it came about: %s", async (line, exit) => {
  await using bench = await terminalBench();
  const id = await bench.open();
  bench.terminals.write(id, `${line}\r`);
  const [terminal] = await bench.when(([first]) => first?.exit !== undefined);
  expect(terminal?.exit).toEqual({ ...exit, at: 1 });
});

test("what ended is run again below what it showed", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  bench.terminals.write(id, "echo first life; exit 1\r");
  await bench.when(([first]) => first?.exit !== undefined);
  await bench.terminals.restart(id);
  const window = bench.look(id);
  bench.terminals.write(id, "echo second life\r");
  const seen = await window.until(/first life[^]*────[^]*second life/);
  expect([seen.includes("first life"), bench.terminals.list(bench.threadId)[0]?.exit]).toEqual([true, undefined]);
});

test("a window that comes later, or again, sees the screen as it is: text, colours, the other screen, what was scrolled away", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const first = bench.look(id);
  bench.terminals.write(id, "seq 1 100; printf '\\033[31mred\\033[0m\\n'; printf 'rea%s\\n' dy\r");
  await first.until("ready");
  await first.stop();
  const second = bench.look(id, "again");
  const seen = await second.until("ready");
  const lines = seen.split("\r\n").map((line) => line.trim());
  expect([lines.includes("1"), lines.includes("100"), seen.includes("\u001b[31mred")]).toEqual([true, true, true]);
  bench.terminals.write(id, "printf '\\033[?1049hother %s' screen\r");
  await second.until("other screen");
  const third = bench.look(id, "third");
  expect(await third.until("other screen")).toContain("\u001b[?1049h");
});

test("programs get one answer to what they ask of a terminal, however many windows look on", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const windows = [bench.look(id, "one"), bench.look(id, "two")];
  bench.terminals.write(
    id,
    "stty raw -echo; printf '\\033[6n'; dd bs=1 count=6 2>/dev/null | od -An -c > answer.txt; stty sane; echo do''ne\r",
  );
  await windows[0]?.until("done");
  expect(readFileSync(join(bench.folder, "answer.txt"), "utf8")).toMatch(/^\s+033\s+\[\s+\d+\s+;\s+\d+\s+R\n$/);
});

test("a window that draws nothing holds nobody up, and sees where things stand once it has caught up", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const deaf = bench.look(id, "deaf", "deaf");
  const window = bench.look(id, "window");
  bench.terminals.write(id, "seq 1 1000000; echo 'the' 'end'\r");
  await window.until("the end");
  const sent = deaf.events.reduce((sum, event) => sum + (event.type === "data" ? event.text.length : 0), 0);
  const before = deaf.events.length;
  bench.terminals.acknowledge(id, "deaf", 1 << 30);
  await deaf.until(/the end/);
  expect({
    bounded: sent < 2 << 20,
    snapshot: deaf.events.slice(before).map(({ type }) => type)[0],
  }).toEqual({ bounded: true, snapshot: "snapshot" });
});

test("a flood of 100 MB leaves the host as it was, and other terminals answer meanwhile", {
  timeout: 180_000,
}, async () => {
  await using bench = await terminalBench();
  const [flooding, other] = [await bench.open(), await bench.open()];
  const window = bench.look(other);
  await window.until("$");
  global.gc?.();
  const before = process.memoryUsage().rss;
  let most = 0;
  let echoes = 0;
  bench.terminals.write(
    flooding,
    "yes 'the same line over and over, all day long' | head -c 100000000; echo; exit 7\r",
  );
  const over = bench.when((list) => list[0]?.exit !== undefined);
  let ended = false;
  void over.then(() => {
    ended = true;
  });
  while (!ended) {
    echoes += 1;
    bench.terminals.write(other, `echo echo-$((${echoes}))-\r`);
    await window.until(`echo-${echoes}-\r\n`);
    most = Math.max(most, process.memoryUsage().rss - before);
  }
  const [first] = await over;
  expect({ exit: first?.exit?.exitCode, several: echoes > 10, bounded: most < 150 << 20 }).toEqual({
    exit: 7,
    several: true,
    bounded: true,
  });
});

test("output that means to reach out of the terminal stays in it: titles, the clipboard, answers with commands in them", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const window = bench.look(id);
  const hostile = [
    "\\033]0;rm -rf /\\007", // a title
    "\\033]2;evil\\033\\\\",
    "\\033[21t", // "tell me your title", whose answer would be typed
    "\\033]52;c;cm0gLXJmIC8=\\007", // sets the clipboard
    "\\033]52;c;?\\007", // reads it
    "\\033]50;?\\007",
    "\\033P+q544e\\033\\\\",
    "\\033]8;;file:///etc/passwd\\033\\\\link\\033]8;;\\033\\\\",
  ].join("");
  bench.terminals.write(id, `printf '${hostile}'; echo still' 'here\r`);
  await window.until("still here");
  bench.terminals.write(id, "echo and' 'now\r");
  const seen = await window.until(/and now\r\n.*\$ $/);
  expect([
    bench.terminals.list(bench.threadId)[0]?.name,
    /rm -rf|evil/.test(seen.slice(seen.indexOf("and now"))),
  ]).toEqual(["sh", false]);
  expect(await bench.terminals.lastLines(bench.threadId, id, 3)).toEqual(["$ echo and' 'now", "and now", "$"]);
});

test("closing asks while something runs, and then ends it with its grandchildren, whatever they ignore", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const window = bench.look(id);
  bench.terminals.write(
    id,
    "sh -c \"trap '' HUP TERM INT; (trap '' HUP TERM; echo \\$\\$ > deep; sleep 601) & sleep 600; sleep 600\"\r",
  );
  await expect
    .poll(() => existsSync(join(bench.folder, "deep")) && readFileSync(join(bench.folder, "deep"), "utf8"))
    .toMatch(/\d\n/);
  const { sessionMembers } = await import("../sandbox/index.ts");
  const pid = bench.store.db.prepare<[], { pid: number }>("SELECT pid FROM terminal_processes").get()?.pid ?? 0;
  const all = sessionMembers(pid);
  const refused = await refusal(() => bench.terminals.close(id, { force: false }));
  await bench.terminals.close(id, { force: true });
  expect([refused, all.length >= 4, bench.terminals.list(bench.threadId), all.filter(runs)]).toEqual([
    "terminal_busy",
    true,
    [],
    [],
  ]);
  await window.stop();
});

test("a shell in which nothing runs is closed without asking, and what made itself independent lives on", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const window = bench.look(id);
  bench.terminals.write(id, "setsid sh -c 'echo $$ > daemon; exec sleep 600' & \r");
  await expect
    .poll(() => existsSync(join(bench.folder, "daemon")) && readFileSync(join(bench.folder, "daemon"), "utf8"))
    .toMatch(/\d\n/);
  const daemon = Number(readFileSync(join(bench.folder, "daemon"), "utf8"));
  await bench.terminals.close(id, { force: true });
  const lives = runs(daemon);
  process.kill(daemon, "SIGKILL");
  const idle = await bench.open();
  await bench.look(idle, "idle").until("$");
  await bench.terminals.close(idle, { force: false });
  expect([lives, bench.terminals.list(bench.threadId)]).toEqual([true, []]);
  await window.stop();
});

test("stopping ends what runs and leaves what it showed", async () => {
  await using bench = await terminalBench();
  const id = await bench.terminals.open(bench.threadId, {
    columns: 80,
    rows: 24,
    action: { id: "a1", name: "Serve", command: "echo serving; sleep 600" },
  });
  await bench.look(id).until("serving");
  await bench.terminals.stop(id);
  const [terminal] = await bench.when(([first]) => first?.exit !== undefined);
  expect([terminal?.name, terminal?.action, await bench.terminals.lastLines(bench.threadId, id, 9)]).toEqual([
    "Serve",
    "a1",
    ["serving"],
  ]);
});

test("an action runs once at a time, and then again in its place", async () => {
  await using bench = await terminalBench();
  const action = { id: "a1", name: "Test", command: "echo one; read -r _; exit 4" };
  const first = await bench.terminals.run(bench.threadId, action);
  const same = await bench.terminals.run(bench.threadId, action);
  bench.terminals.write(first, "\r");
  await bench.when(([only]) => only?.exit?.exitCode === 4);
  const second = await bench.terminals.run(bench.threadId, { ...action, command: "echo two; sleep 600" });
  await bench.look(second).until("two");
  expect([same, second, bench.terminals.list(bench.threadId).map(({ id }) => id)]).toEqual([first, first, [first]]);
});

test("all end with the host, and none opens any more", async () => {
  await using bench = await terminalBench();
  await bench.look(await bench.open()).until("$");
  await bench.look(await bench.open(), "other").until("$");
  const pids = bench.store.db.prepare<[], { pid: number }>("SELECT pid FROM terminal_processes").all();
  await bench.terminals.end();
  expect([
    pids.length,
    pids.filter(({ pid }) => runs(pid)),
    bench.store.db.prepare("SELECT * FROM terminal_processes").all(),
    await refusal(() => bench.open()),
  ]).toEqual([2, [], [], "terminal_failed"]);
});

test("what a killed host's terminals left behind is ended at the next start, and a stranger with that number is not", async () => {
  await using bench = await terminalBench({ origin: "killed-host" });
  const start = (origin: string) =>
    spawn("/bin/sh", ["-c", "trap '' HUP; echo ready; sleep 600; sleep 600"], {
      detached: true,
      env: { FLIGHTDECK_TERMINAL_OF: origin },
      stdio: ["ignore", "pipe", "ignore"],
    });
  const [left, stranger] = [start("killed-host"), start("another")];
  await Promise.all([left, stranger].map((child) => once(child.stdout, "data")));
  for (const { pid } of [left, stranger])
    bench.store.db.prepare("INSERT INTO terminal_processes VALUES (?, 1)").run(pid);
  const gone = once(left, "exit");
  await bench.terminals.endOrphans();
  await gone;
  const strangerRuns = runs(stranger.pid ?? 0);
  process.kill(-(stranger.pid ?? 0), "SIGKILL");
  expect([strangerRuns, bench.store.db.prepare("SELECT * FROM terminal_processes").all()]).toEqual([true, []]);
});

test("a thread has so many terminals and no more; a folder that is gone has none", async () => {
  await using bench = await terminalBench();
  for (let n = 0; n < 16; n += 1) await bench.open();
  const full = await refusal(() => bench.open());
  await bench.terminals.closeThread(bench.threadId, "all");
  const { rm } = await import("node:fs/promises");
  await rm(bench.folder, { recursive: true });
  expect([full, await refusal(() => bench.open()), bench.terminals.list(ThreadId.parse("thread_1"))]).toEqual([
    "terminal_limit",
    "worktree_missing",
    [],
  ]);
});

test("the last lines are plain text: wrapped ones whole, escapes gone, the bottom first to be kept", async () => {
  await using bench = await terminalBench();
  const id = await bench.open({ columns: 40, rows: 10 });
  writeFileSync(join(bench.folder, "out.txt"), `${"long ".repeat(20)}end\n\u001b[1;32mgreen\u001b[0m\tand é漢\n`);
  const window = bench.look(id);
  bench.terminals.write(id, "clear; cat out.txt; echo over\r");
  await window.until(/over\r\n\$ $/);
  const lines = await bench.terminals.lastLines(bench.threadId, id, 4);
  expect(lines).toEqual([`${"long ".repeat(20)}end`, "green   and é漢", "over", "$"]);
});

test("what asks for thousands of millions of repeats neither holds the host up nor ends it", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const window = bench.look(id);
  const repeats = ["b", "S", "T", "L", "M", "I", "Z"].map((final) => `x\\033[2147483647${final}`).join("");
  bench.terminals.write(id, `printf '${repeats}ab\\033[3bc'; echo; echo do''ne\r`);
  await window.until("done");
  const lines = await bench.terminals.lastLines(bench.threadId, id, 10);
  expect(lines.filter((line) => line.endsWith("abbbbc"))).toHaveLength(1);
});

test("a terminal opens and ends where nothing can be written down", async () => {
  await using bench = await terminalBench();
  bench.store.db.pragma("query_only = ON");
  const id = await bench.open();
  bench.terminals.write(id, "exit\r");
  const [terminal] = await bench.when(([first]) => first?.exit !== undefined);
  await bench.terminals.close(id, { force: true });
  bench.store.db.pragma("query_only = OFF");
  expect(terminal?.exit).toEqual({ exitCode: 0, signal: null, at: 1 });
});

test("marks that a program piles on one letter do not pile up in the host", async () => {
  await using bench = await terminalBench();
  const id = await bench.open();
  const window = bench.look(id);
  writeFileSync(join(bench.folder, "marks.txt"), `e${"\u0301".repeat(500_000)}\n`);
  bench.terminals.write(id, "cat marks.txt; echo do''ne\r");
  await window.until("done");
  const [line] = (await bench.terminals.lastLines(bench.threadId, id, 3)).slice(-3);
  expect(line?.startsWith("e\u0301\u0301")).toBe(true);
  expect((line?.length ?? 0) < 50_000).toBe(true);
});

test("an action that is run twice at once runs in one terminal", async () => {
  await using bench = await terminalBench();
  const action = { id: "action_1", name: "Wait", command: "sleep 60" };
  const ids = await Promise.all([1, 2].map(() => bench.terminals.run(bench.threadId, action)));
  expect([new Set(ids).size, bench.terminals.list(bench.threadId).length]).toEqual([1, 1]);
});

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAwake } from "./awake.ts";

let folder: string;
const { PATH } = process.env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-awake-"));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 30_000 });
/** A stand-in that writes down how it was called and then does the same as the real one: it runs its last word. */
function standIn(name: string, script = 'echo "$$ $*" >> "$FOLDER/calls"; for last; do :; done; exec "$last"') {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\nFOLDER='${folder}'\n${script}\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${folder}:${PATH}`;
}
const calls = () =>
  existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n") : [];
const pidOf = (call: string | undefined) => Number(call?.split(" ")[0]);
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.skipIf(process.platform !== "linux")(
  "one program keeps the machine awake, only while that is wanted",
  async () => {
    standIn("systemd-inhibit");
    const said: string[] = [];
    const awake = openAwake({ platform: "linux", pid: process.pid, say: (line) => said.push(line) });
    awake.set(false);
    awake.set(true);
    awake.set(true);
    await eventually(() => calls().length).toBe(1);
    const pid = pidOf(calls()[0]);
    expect([calls()[0]?.replace(/^\d+ /, ""), isAlive(pid)]).toEqual([
      "--what=idle:sleep --mode=block --who=Flightdeck --why=A run of an automation is at work cat",
      true,
    ]);
    awake.set(false);
    await eventually(() => isAlive(pid)).toBe(false);
    awake.set(true);
    await eventually(() => calls().length).toBe(2);
    const second = pidOf(calls()[1]);
    expect(isAlive(second)).toBe(true);
    awake.close();
    await eventually(() => isAlive(second)).toBe(false);
    expect(said).toEqual([]);
  },
);

test.skipIf(process.platform !== "linux")("what keeps it awake ends with a host that is killed", async () => {
  standIn("systemd-inhibit");
  const program = `import { openAwake } from ${JSON.stringify(join(import.meta.dirname, "awake.ts"))};
    openAwake({ platform: "linux", pid: process.pid, say() {} }).set(true); setInterval(() => {}, 1000);`;
  const host = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "ignore" });
  await eventually(() => calls().length).toBe(1);
  const pid = pidOf(calls()[0]);
  const ended = once(host, "exit");
  host.kill("SIGKILL");
  await ended;
  await eventually(() => isAlive(pid)).toBe(false);
});

test("a machine that cannot be kept awake is told of once, with the reason", async () => {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  process.env.PATH = folder;
  const missing = openAwake({ platform: "linux", pid: process.pid, say });
  missing.set(true);
  await eventually(() => said.length).toBe(1);
  missing.set(false);
  missing.set(true);
  openAwake({ platform: "win32", pid: process.pid, say }).set(true);
  expect(said).toEqual([
    "The machine may sleep while a run is at work: systemd-inhibit could not be started",
    "The machine may sleep while a run is at work: there is no program for it here",
  ]);
});

test.skipIf(process.platform !== "linux")("a program that refuses is not started again and again", async () => {
  standIn("systemd-inhibit", 'echo "$$ $*" >> "$FOLDER/calls"; exit 3');
  const said: string[] = [];
  const awake = openAwake({ platform: "linux", pid: process.pid, say: (line) => said.push(line) });
  awake.set(true);
  await eventually(() => said).toEqual([
    "The machine may sleep while a run is at work: systemd-inhibit ended with code 3",
  ]);
  awake.set(false);
  awake.set(true);
  expect(calls().length).toBe(1);
});

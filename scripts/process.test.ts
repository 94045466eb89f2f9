import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { run, works } from "./process.mjs";
import { path } from "./workspace.mjs";

const windows = process.platform === "win32";
const node = (code: string): [string, ...string[]] => [process.execPath, "--eval", code];

/** Waits for a child of its own that never ends. */
const parentOfSleeper = `
const child = require("node:child_process").spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"]);
console.log(child.pid);`;

/** Whether a process has ended; one that nobody has waited for yet has. */
const isGone = (pid: number): boolean =>
  /^(Z.*)?$/.test(
    spawnSync("ps", ["-o", "stat=", "-p", `${pid}`])
      .stdout.toString()
      .trim(),
  );

test("a program's end comes back with what it printed", async () => {
  expect(await run(node("console.log('out'); console.error('err'); process.exit(3)"), { quiet: true })).toEqual({
    code: 3,
    timedOut: false,
    output: "out\nerr\n",
  });
});

test("a program that is not there is an exit code, not an exception", async () => {
  expect(await works(["flightdeck-has-no-such-program"])).toBe(false);
});

test.skipIf(windows)("a program that takes too long is ended with everything it started", async () => {
  const { output, ...end } = await run(node(`${parentOfSleeper} setInterval(() => {}, 1000)`), {
    quiet: true,
    limitMs: 500,
  });
  expect(end).toEqual({ code: 143, timedOut: true });
  await expect.poll(() => isGone(Number(output))).toBe(true);
});

test.skipIf(windows)("a signal reaches everything that runs", async () => {
  const code = `import { run } from ${JSON.stringify(path("scripts", "process.mjs"))};
    const { code } = await run(${JSON.stringify(node(`${parentOfSleeper} setInterval(() => {}, 1000)`))});
    console.log("code " + code);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const sleeper = Number((await lines.next()).value);
  child.kill("SIGTERM");
  expect((await lines.next()).value).toBe("code 143");
  expect(await once(child, "close")).toEqual([0, null]);
  await expect.poll(() => isGone(sleeper)).toBe(true);
});

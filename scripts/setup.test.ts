import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished, expect, test } from "vitest";
import { path } from "./workspace.mjs";

const run = promisify(execFile);

/** A machine whose programs are these alone, each a script of Node's. */
function machine(programs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "flightdeck machine "));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, code] of Object.entries({ sudo: passOn, ...programs })) {
    const file = join(folder, name);
    writeFileSync(`${file}.cjs`, code);
    // Not Node itself behind the #!: that line allows no space in a path.
    writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${file}.cjs" "$@"\n`);
    chmodSync(file, 0o755);
  }
  return folder;
}

/** `sudo` for who is not root already: runs the command as it is. */
const passOn = `
const { spawnSync } = require("node:child_process");
const [program, ...args] = process.argv.slice(3);
process.exit(program === "true" ? 0 : spawnSync(program, args, { stdio: "inherit" }).status);`;

/** Notes what it was asked for; installing makes the programs, if the lists were updated before. */
const aptGet = `
const fs = require("node:fs"), { join, dirname } = require("node:path");
const here = dirname(process.argv[1]), [verb, ...rest] = process.argv.slice(2);
fs.appendFileSync(join(here, "asked"), [verb, ...rest].join(" ") + "\\n");
if (verb === "update") fs.writeFileSync(join(here, "updated"), "");
else if (!fs.existsSync(join(here, "updated"))) process.exit(100);
else for (const name of ["bwrap", "chromium"]) {
  fs.writeFileSync(join(here, name), "");
  fs.chmodSync(join(here, name), 0o755);
}`;

async function setupOn(folder: string, needs: readonly string[]): Promise<unknown> {
  const code = `import { setup } from ${JSON.stringify(path("scripts", "setup.mjs"))};
    console.log("\\n" + JSON.stringify(await setup(${JSON.stringify(needs)})));`;
  const env = { PATH: folder, FLIGHTDECK_BROWSER: "" };
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code], { env });
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

const linux = test.skipIf(process.platform !== "linux");

linux("what is missing is installed, with the package lists updated where that is needed", async () => {
  const folder = machine({ "apt-get": aptGet, git: "" });
  expect(await setupOn(folder, ["git", "bubblewrap", "chromium"])).toMatchObject({ missing: [] });
  const install = "install -y --no-install-recommends -o DPkg::Lock::Timeout=120 bubblewrap chromium";
  expect(readFileSync(join(folder, "asked"), "utf8")).toBe(`${install}\nupdate\n${install}\n`);
});

linux("nothing is asked of the package manager when all is there", async () => {
  const folder = machine({ git: "", bwrap: "", "apt-get": "process.exit(1)" });
  expect(await setupOn(folder, ["git", "bubblewrap"])).toEqual({ missing: [], advice: "" });
});

linux("what cannot be installed is named, with the command that would", async () => {
  const folder = machine({ git: "", dnf: `console.log("No network"); process.exit(1);` });
  expect(await setupOn(folder, ["git", "bubblewrap"])).toEqual({
    missing: ["bubblewrap"],
    advice: expect.stringMatching(/^Run this, then try again: {2}(sudo )?dnf install -y bubblewrap$/),
  });
});

linux("without a package manager the person is told what to install", async () => {
  expect(await setupOn(machine({}), ["git", "bubblewrap"])).toEqual({
    missing: ["git", "bubblewrap"],
    advice: "Install git, bubblewrap and run this again.",
  });
});

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";

const script = join(import.meta.dirname, "builtIn/self-test/scripts/self-test.sh");
const app = { command: "exit 3", url: "http://127.0.0.1:{port}/" };
const steps = [{ expect: "Hello" }];

/** Runs it in a folder of its own on this steps file. Answers with its exit code and all that it printed. */
async function run(given: unknown, more: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  await using folder = await temporaryFolder("flightdeck-'self test'-");
  await writeFile(join(folder.path, "steps.json"), typeof given === "string" ? given : JSON.stringify(given));
  const { status, stdout, stderr } = spawnSync("/bin/sh", [script, "steps.json", ...more], {
    cwd: folder.path,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return [status, `${stdout}${stderr}`] as const;
}

test("a steps file that cannot be used is told with every fault, before anything starts", async () => {
  const faulty = [
    { klick: "Save" },
    { click: "" },
    { fill: "Title" },
    { click: "A", press: "B" },
    { goto: "/", foo: 1 },
  ];
  expect(await run({ app, steps: faulty, tags: [] })).toEqual([
    2,
    [
      "steps.json cannot be used:",
      '- there is no "tags"; known are app, steps, viewport, colorScheme, allow, dialogs, browser',
      '- step 1 needs exactly one of goto, click, fill, press, waitFor, expect, gone, screenshot: {"klick":"Save"}',
      '- step 2 click takes a text, or {"role", "name", "css", "value", "nth"}: {"click":""}',
      '- step 3 fill needs "with", a text: {"fill":"Title"}',
      '- step 4 needs exactly one of goto, click, fill, press, waitFor, expect, gone, screenshot: {"click":"A","press":"B"}',
      '- step 5 has foo, which goto does not take: {"goto":"/","foo":1}',
      "",
    ].join("\n"),
  ]);
  expect(await run("{")).toEqual([2, expect.stringMatching(/^steps\.json cannot be read: /)]);
  expect(await run({ app, steps }, ["--check"])).toEqual([0, "steps.json: 1 steps, nothing wrong.\n"]);
  expect(await run({ app, steps }, ["--out", "../elsewhere"])).toEqual([
    2,
    expect.stringContaining("--out is a folder below"),
  ]);
});

test("without a browser it says what to install", async () => {
  const missing = await run({ app, steps, browser: "/nowhere/chrome" });
  expect(missing).toEqual([2, expect.stringMatching(/\/nowhere\/chrome[^]*sudo apt install chromium/)]);
});

test("without a Node it says so", async () => {
  await using folder = await temporaryFolder();
  const { status, stderr } = spawnSync("/bin/sh", [script], {
    cwd: folder.path,
    encoding: "utf8",
    env: { PATH: "/usr/sbin", HOME: folder.path },
  });
  // Where one lies in a place that is looked at besides, its usage is what comes.
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^self-test(?: needs Node\.js 18 or newer|\.sh STEPS\.json)/),
  ]);
});

test("every step and option that the script takes stands in its reference", () => {
  const text = (path: string): string => readFileSync(join(script, "../..", path), "utf8");
  const kinds = [...text("scripts/steps.mjs").matchAll(/^ {2}(\w+): \[/gm)].map(([, kind]) => kind ?? "");
  const reference = text("references/steps.md");
  const missing = ["goto", ...kinds].filter((kind) => !reference.includes(`{"${kind}":`));
  expect([kinds.length > 4, missing]).toEqual([true, []]);
});

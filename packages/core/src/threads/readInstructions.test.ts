import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { policyFor } from "../sandbox/index.ts";
import { readInstructions } from "./readInstructions.ts";

test("a link is followed to what a command could read, never to what is hidden from it", async () => {
  await using folder = await temporaryFolder();
  const [root, home] = [join(folder.path, "root"), join(folder.path, "home")];
  for (const path of [root, home]) mkdirSync(path);
  writeFileSync(join(home, "secrets"), "sk-secret");
  writeFileSync(join(root, "CLAUDE.md"), "Be kind.");
  symlinkSync("CLAUDE.md", join(root, "inside"));
  symlinkSync(join(home, "secrets"), join(root, "hidden"));
  symlinkSync("hidden", join(root, "twice"));
  symlinkSync("nowhere", join(root, "nowhere"));
  const policy = policyFor({ mode: "workspace-write", cwd: root, gitDirs: [], home });
  const read = (name: string) => readInstructions(policy, join(root, name));
  expect({
    inside: await read("inside"),
    hidden: await read("hidden"),
    twice: await read("twice"),
    nowhere: await read("nowhere"),
    missing: await read("missing"),
  }).toEqual({ inside: "Be kind.", hidden: undefined, twice: undefined, nowhere: undefined, missing: undefined });
});

test("a pipe, a device and a folder are no instructions, and only the beginning of a large file is read", async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  execFileSync("mkfifo", [join(root, "pipe")]);
  symlinkSync("/dev/zero", join(root, "device"));
  writeFileSync(join(root, "large"), "Be kind.");
  truncateSync(join(root, "large"), 2 ** 40);
  const policy = policyFor({ mode: "workspace-write", cwd: root, gitDirs: [], home: join(root, "home") });
  const read = (name: string) => readInstructions(policy, join(root, name));
  expect({
    pipe: await read("pipe"),
    device: await read("device"),
    folder: await read("."),
    large: (await read("large"))?.length,
  }).toEqual({ pipe: undefined, device: undefined, folder: undefined, large: 65_536 });
});

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LandMethod } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { git, readFolder, write } from "../git/testing/repository.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import type { Errand } from "./testing/landAndDie.ts";

const program = fileURLToPath(new URL("testing/landAndDie.ts", import.meta.url));

/** Changes of every kind, on a base that has files of its own beside them. */
function prepared(): Fixture {
  const at = fixture({ a: "1\n", gone: "g\n", "d/x": "x\r\n", "run.sh": "#!/bin/sh\n", ".gitignore": "*.log\n" });
  write(at.path, { a: "work\n", "new/deep/file": "n\n", "ü 'q\"": "odd\n", "d/x": "y\r\n" });
  rmSync(join(at.path, "gone"));
  chmodSync(join(at.path, "run.sh"), 0o755);
  symlinkSync("a", join(at.path, "link"));
  git(at.path, "add", "-A");
  git(at.path, "commit", "-q", "-m", "Work");
  write(at.root, { untracked: "mine\n", "x.log": "ignored\n" });
  return at;
}

/** All that a landing may move. */
const stateOf = (at: Fixture) => ({
  files: readFolder(at.root),
  staged: git(at.root, "ls-files", "-z", "--stage"),
  status: git(at.root, "status", "--porcelain"),
  main: git(at.root, "rev-parse", "main"),
  head: git(at.root, "symbolic-ref", "HEAD"),
  work: git(at.path, "rev-parse", "HEAD"),
});

const steps = ["journal", "kept", "files", "ref", "landed"];
const undoSteps = ["journal", "kept", "files", "ref", "undone"];
/** The ways of landing differ before anything moves. */
const deaths: readonly (readonly [LandMethod, string])[] = [
  ...steps.map((step) => ["merge", step] as const),
  ["rebase", "files"],
  ["rebase", "ref"],
];

const kept = (at: Fixture) => (existsSync(join(at.home, "landings")) ? readdirSync(join(at.home, "landings")) : []);

test.each(steps)("a landing that fails at %s leaves the old state or the new one", async (step) => {
  using at = prepared();
  const old = stateOf(at);
  const landing = at.reopened((name) => {
    if (name === step) throw new Error("cut");
  });
  await expect(landing.land(at.place, { method: "merge", message: "Land" })).rejects.toThrow("cut");
  const landed = step === "ref" || step === "landed";
  await at.reopened().recover();
  const after = stateOf(at);
  if (!landed) expect(after).toEqual(old);
  expect([after.status, kept(at), git(at.root, "rev-parse", "main^{tree}")]).toEqual([
    "?? untracked",
    step === "landed" ? kept(at) : [],
    git(landed ? at.path : at.root, "rev-parse", "HEAD^{tree}"),
  ]);
});

function die(at: Fixture, errand: Omit<Errand, "home" | "place">): void {
  const whole: Errand = { home: at.home, place: at.place, ...errand };
  const { signal, stderr } = spawnSync(process.execPath, [program, JSON.stringify(whole)], { encoding: "utf8" });
  expect([signal, stderr]).toEqual(["SIGKILL", ""]);
}

test.each(deaths)(
  "a host killed in a %s after %s finds the old state or the new one at its next start",
  async (method, dieAt) => {
    using at = prepared();
    const old = stateOf(at);
    die(at, { method, dieAt });
    const landing = at.reopened();
    const told = await landing.recover();
    const after = stateOf(at);
    const landed = dieAt === "ref" || dieAt === "landed";
    if (!landed) expect(after).toEqual(old);
    expect([after.status, git(at.root, "rev-parse", "main^{tree}"), told.map(({ state }) => state)]).toEqual([
      "?? untracked",
      git(landed ? at.path : at.root, "rev-parse", "HEAD^{tree}"),
      dieAt === "ref" ? ["landed"] : [],
    ]);
    const { landed: last } = await landing.check(at.place);
    expect(last?.undo).toBe(landed ? "possible" : undefined);
  },
);

test.each(undoSteps)("a host killed while it undoes, after %s, has undone all of it or nothing", async (dieAt) => {
  using at = prepared();
  const old = stateOf(at);
  const { id } = await at.landing.land(at.place, { method: "squash", message: "Land" });
  const landed = stateOf(at);
  die(at, { method: "squash", undo: id, dieAt });
  const landing = at.reopened();
  await landing.recover();
  const undone = dieAt === "ref" || dieAt === "undone";
  expect(stateOf(at)).toEqual(undone ? old : landed);
  expect((await landing.check(at.place)).landed?.id).toBe(undone ? undefined : id);
});

test("a checkout that someone works in after a cut landing is left alone, and the copies are kept", async () => {
  using at = prepared();
  die(at, { method: "merge", dieAt: "files" });
  writeFileSync(join(at.root, "a"), "mine since\n");
  const before = stateOf(at);
  const told: string[] = [];
  await at.reopened(undefined, (message) => told.push(message)).recover();
  expect([stateOf(at), told.length, kept(at)]).toEqual([before, 1, ["killed"]]);
});

test("a file that was half written when the host died is put back whole", async () => {
  using at = prepared();
  const old = stateOf(at);
  die(at, { method: "merge", dieAt: "kept" });
  writeFileSync(join(at.root, "a"), "wo");
  rmSync(join(at.root, "gone"));
  write(at.root, { "new/deep/file": "" });
  await at.reopened().recover();
  expect(stateOf(at)).toEqual(old);
});

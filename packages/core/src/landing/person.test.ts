import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { LandMethod } from "@flightdeck/contract";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { signWithSsh } from "../commits/testing/signing.ts";
import { git, write } from "../git/testing/repository.ts";
import { detectSandbox, findProgram } from "../sandbox/index.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";

const support = await detectSandbox();
const signing = test.skipIf(findProgram("ssh-keygen", process.env["PATH"] ?? "") === undefined);
const confined = test.skipIf(support.kind === "none");

beforeEach(() => void vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null"));
afterEach(() => void vi.unstubAllEnvs());

function work(
  at: Fixture,
  files: Readonly<Record<string, string>>,
  message: string,
  ...flags: readonly string[]
): void {
  write(at.path, files);
  git(at.path, "add", "-A");
  git(at.path, "commit", "-q", ...flags, "-m", message);
}

function moveBase(at: Fixture): void {
  write(at.root, { other: "main\n" });
  git(at.root, "add", "-A");
  git(at.root, "commit", "-q", "--no-gpg-sign", "-m", "Main");
}

const signatures = (at: Fixture) => git(at.root, "log", "--format=%G? %s", "--reverse", "main").split("\n");

signing.each<[LandMethod, readonly string[]]>([
  ["merge", ["N Start", "N First", "N Second", "N Main", "G Land"]],
  ["squash", ["N Start", "N Main", "G Land"]],
  ["rebase", ["N Start", "N Main", "G First", "G Second"]],
])("what a %s makes is signed when the person's git signs", async (method, expected) => {
  using at = fixture({ a: "1\n" });
  signWithSsh(at);
  work(at, { a: "2\n" }, "First", "--no-gpg-sign");
  work(at, { b: "2\n" }, "Second", "--no-gpg-sign");
  moveBase(at);
  expect(await at.landing.preview(at.place, method)).toMatchObject({ state: "ready", signs: true });
  await at.landing.land(at.place, { method, message: "Land" });
  expect(signatures(at).toSorted()).toEqual(expected.toSorted());
});

signing("work that stands on its base already lands by a rebase as it is, as far as it is signed", async () => {
  using at = fixture({ a: "1\n" });
  signWithSsh(at);
  work(at, { a: "2\n" }, "Signed");
  const signed = git(at.path, "rev-parse", "HEAD");
  work(at, { b: "2\n" }, "Bare", "--no-gpg-sign");
  await at.landing.land(at.place, { method: "rebase", message: "" });
  expect([signatures(at), git(at.root, "rev-parse", "main~1")]).toEqual([["N Start", "G Signed", "G Bare"], signed]);
});

signing("signatures that a rebase would drop are told of before", async () => {
  using at = fixture({ a: "1\n" });
  signWithSsh(at);
  work(at, { a: "2\n" }, "Signed");
  moveBase(at);
  git(at.root, "config", "commit.gpgSign", "false");
  const [rebase, merge] = [await at.landing.preview(at.place, "rebase"), await at.landing.preview(at.place, "merge")];
  expect([rebase, merge]).toEqual([
    { method: "rebase", state: "ready", commits: 1, conflicts: [], signs: false, unsigned: 1 },
    { method: "merge", state: "ready", commits: 1, conflicts: [], signs: false },
  ]);
});

signing.each<LandMethod>(["squash", "rebase"])(
  "a %s that cannot be signed does not land, and leaves no trace",
  async (method) => {
    using at = fixture({ a: "1\n" });
    signWithSsh(at, "a passphrase that nobody gives");
    work(at, { a: "2\n" }, "Work", "--no-gpg-sign");
    const state = () => [
      git(at.root, "rev-parse", "main"),
      git(at.root, "status", "--porcelain"),
      readdirSync(at.home),
    ];
    const before = state();
    await expect(at.landing.land(at.place, { method, message: "Land" })).rejects.toMatchObject({
      code: "signing_failed",
    });
    expect([state(), (await at.landing.check(at.place)).state]).toEqual([before, "ready"]);
  },
);

function hook(at: Fixture, name: string, script: string): void {
  const folder = join(at.root, ".git/hooks");
  mkdirSync(folder, { recursive: true });
  write(folder, { [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder, name), 0o755);
}

confined("the repository's hooks have their say in the message of what lands, in the sandbox", async () => {
  using at = fixture({ a: "1\n" }, support);
  work(at, { a: "2\n" }, "Work");
  hook(at, "prepare-commit-msg", `echo "From: $2" >> "$1"; touch '${at.root}/trap'; true`);
  hook(at, "commit-msg", 'grep -q "^refuse" "$1" && echo "no such words" && exit 1; echo "Checked: yes" >> "$1"');
  const refused = at.landing.land(at.place, { method: "squash", message: "refuse" });
  await expect(refused).rejects.toMatchObject({ code: "hook_failed", detail: "no such words" });
  await at.landing.land(at.place, { method: "merge", message: "Land\n\n" });
  expect([
    git(at.root, "log", "-1", "--format=%B", "main"),
    existsSync(join(at.root, "trap")),
    readdirSync(join(at.root, ".git/worktrees/linked")).filter((name) => name.startsWith("flightdeck")),
  ]).toEqual(["Land\nFrom: merge\nChecked: yes\n", false, []]);
});

test("without a sandbox a hook stops a landing, which lands once it is left out", async () => {
  using at = fixture({ a: "1\n" });
  hook(at, "commit-msg", `touch '${at.folder}/trap'`);
  work(at, { a: "2\n" }, "Work", "--no-verify");
  const refused = at.landing.land(at.place, { method: "squash", message: "Land" });
  await expect(refused).rejects.toMatchObject({ code: "hook_failed", detail: expect.stringContaining("sandbox") });
  await at.landing.land(at.place, { method: "squash", message: "Land", withoutHooks: true });
  expect([git(at.root, "log", "-1", "--format=%s", "main"), existsSync(join(at.folder, "trap"))]).toEqual([
    "Land",
    false,
  ]);
});

test("a landing that a remote has stays, and why is told", async () => {
  using at = fixture({ a: "1\n" });
  work(at, { a: "2\n" }, "Work");
  git(at.root, "update-ref", "refs/remotes/origin/flightdeck/fix-the-bug", git(at.path, "rev-parse", "HEAD"));
  const undoOf = async () => (await at.landing.check(at.place)).landed?.undo;
  // The work's own branch was pushed before, for a pull request: its commits may leave the base.
  const { id } = await at.landing.land(at.place, { method: "rebase", message: "" });
  const before = await undoOf();
  git(at.root, "update-ref", "refs/remotes/origin/main", "main");
  expect([before, await undoOf()]).toEqual(["possible", "pushed"]);
  await expect(at.landing.undo(at.place, id)).rejects.toMatchObject({ code: "landing_pushed", detail: "origin/main" });
  git(at.root, "update-ref", "-d", "refs/remotes/origin/main");
  await at.landing.undo(at.place, id);
  const squashed = await at.landing.land(at.place, { method: "squash", message: "Land" });
  git(at.root, "update-ref", "refs/remotes/upstream/trunk", "main");
  await expect(at.landing.undo(at.place, squashed.id)).rejects.toMatchObject({ code: "landing_pushed" });
  expect(git(at.root, "rev-parse", "main")).toBe(squashed.commit);
});

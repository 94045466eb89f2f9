import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, write } from "../git/testing/repository.ts";
import { type Fixture, fixture, stateOf } from "./testing/fixture.ts";

const base = { a: "1\n2\n", gone: "g\n", "run.sh": "#!/bin/sh\n", ".gitignore": "*.log\n" };

function change(root: string): void {
  write(root, { a: "one\n2\n", "new/file": "n\n", "x.log": "log\n" });
  git(root, "add", "a");
  write(root, { a: "one\ntwo\n" });
  rmSync(join(root, "gone"));
  chmodSync(join(root, "run.sh"), 0o755);
}

const toLocal = ["journal", "detached", "begun", "files", "head", "moved", "told"];
const toWorktree = ["journal", "opened", "files", "head", "local head", "local files", "branch", "moved", "told"];
const undo = ["journal", "worktree back", "local back", "undone"];

/** A thread with a worktree that changed things; come to the local checkout; or one that began there. */
async function given(start: "worktree" | "guest" | "local"): Promise<Fixture> {
  const at = await fixture(base, { local: start === "local" });
  write(at.root, { mine: "m\n", "y.log": "ignored\n" });
  change(start === "local" ? at.root : at.path);
  if (start === "guest") await at.move("local");
  return at;
}

const cases = [
  ...toLocal.map((step) => ["worktree", "local", step] as const),
  ...toWorktree.map((step) => ["guest", "worktree", step] as const),
  ...toWorktree.map((step) => ["local", "worktree", step] as const),
];

const seen = (at: Fixture) => ({
  local: stateOf(at.root),
  worktree: at.path === at.root ? [] : stateOf(at.path),
  trees: git(at.root, "worktree", "list").split("\n").length,
  branches: git(at.root, "branch", "--list", "--format=%(refname)"),
  place: at.place(),
});

test.each(cases)("from %s to %s: what fails at '%s' leaves everything as it was", async (start, to, step) => {
  using at = await given(start);
  const before = seen(at);
  const { handovers } = at.reopened((name) => {
    if (name === step) throw new Error("cut");
  });
  await expect(at.move(to, "move", handovers)).rejects.toThrow("cut");
  if (step === "told") expect(at.place().cwd).not.toBe(before.place.cwd);
  else expect(seen(at)).toEqual(before);
});

test.each(cases)(
  "from %s to %s: a host killed at '%s' finds everything as it was, or moved",
  async (start, to, step) => {
    using at = await given(start);
    const before = seen(at);
    at.die({ to, dieAt: step });
    if (step === "told") {
      await at.recover();
      expect(stateOf(at.root).head.split(" ")[0]).toBe(to === "local" ? "flightdeck/fix-the-bug" : "main");
      return;
    }
    await at.recover();
    expect(seen(at)).toEqual(before);
  },
);

test.each(undo)("a host killed at '%s' while it undoes has undone it at its next start", async (step) => {
  using at = await given("worktree");
  const before = seen(at);
  const id = await at.move("local");
  at.die({ to: "local", undo: id, dieAt: step });
  await at.recover();
  const { place, ...folders } = seen(at);
  expect(folders).toEqual({ ...folders, local: before.local, worktree: before.worktree });
  if (step !== "undone") expect(place).toEqual(before.place);
});

test("a file that was written in part when the host died is put back whole", async () => {
  using at = await given("worktree");
  const before = seen(at);
  at.die({ to: "local", dieAt: "begun" });
  write(at.root, { a: "on", "new/file": "n\n" });
  rmSync(join(at.root, "gone"));
  await at.recover();
  expect(seen(at)).toEqual(before);
});

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

const moves = [
  ["worktree", "local", toLocal],
  ["guest", "worktree", toWorktree],
  ["local", "worktree", toWorktree],
] as const;

const seen = (at: Fixture) => ({
  local: stateOf(at.root),
  worktree: at.path === at.root ? [] : stateOf(at.path),
  trees: git(at.root, "worktree", "list").split("\n").length,
  branches: git(at.root, "branch", "--list", "--format=%(refname)"),
  place: at.place(),
});

// What fails leaves everything as it was: the next step is tried on the same folders. After the last one the thread has moved.
const patience = { timeout: 240_000 };

test.for(moves)("from %s to %s: whatever step fails, everything is left as it was", patience, async (move) => {
  const [start, to, steps] = move;
  using at = await given(start);
  const before = seen(at);
  for (const step of steps) {
    const { handovers } = at.reopened((name) => {
      if (name === step) throw new Error("cut");
    });
    await expect(at.move(to, "move", handovers)).rejects.toThrow("cut");
    if (step === "told") expect(at.place().cwd).not.toBe(before.place.cwd);
    else expect([step, seen(at)]).toEqual([step, before]);
  }
});

test.for(moves)("from %s to %s: a killed host finds everything as it was, or moved", patience, async (move) => {
  const [start, to, steps] = move;
  using at = await given(start);
  const before = seen(at);
  for (const step of steps) {
    at.die({ to, dieAt: step });
    await at.recover();
    if (step === "told")
      expect(stateOf(at.root).head.split(" ")[0]).toBe(to === "local" ? "flightdeck/fix-the-bug" : "main");
    else expect([step, seen(at)]).toEqual([step, before]);
  }
});

test("a host killed while it undoes has undone it at its next start", patience, async () => {
  using at = await given("worktree");
  const before = seen(at);
  for (const step of undo) {
    const id = await at.move("local", "move", at.reopened().handovers);
    at.die({ to: "local", undo: id, dieAt: step });
    await at.recover();
    const { place, ...folders } = seen(at);
    expect([step, folders]).toEqual([step, { ...folders, local: before.local, worktree: before.worktree }]);
    if (step !== "undone") expect([step, place]).toEqual([step, before.place]);
  }
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

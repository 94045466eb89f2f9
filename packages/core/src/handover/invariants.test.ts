import { dearTries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../errors/index.ts";
import { applyEdit, edits } from "../git/testing/randomEdits.ts";
import { git, statusFromFiles } from "../git/testing/repository.ts";
import { fixture, stateOf } from "./testing/fixture.ts";

const base = { a: "a\n", "d/x": "x\n", "crlf.txt": "a\r\nb\r\n", "run.sh": "#!/bin/sh\n", ".gitignore": "*.log\n" };
const settings = fc.constantFrom([], ["core.autocrlf", "true"], ["core.autocrlf", "input"], ["core.eol", "crlf"]);

const refusals = ["local_dirty", "in_the_way", "not_movable"];

/** What a move carries; the branch is the same in both folders. */
const carried = (root: string) => {
  const { files, staged } = stateOf(root);
  return { files, staged, status: statusFromFiles(root), flags: git(root, "ls-files", "-z", "-v") };
};

test("whatever a thread did, it moves whole and back, undone or not, or stays where it is", async () => {
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(edits(8), edits(2), settings, fc.boolean(), async (inWorktree, inLocal, [name, value], undone) => {
      using at = await fixture(base);
      if (name !== undefined && value !== undefined) git(at.root, "config", name, value);
      for (const edit of inWorktree) applyEdit(at.path, edit);
      for (const edit of inLocal) applyEdit(at.root, edit);
      const [worktree, local] = [stateOf(at.path), stateOf(at.root)];
      const before = carried(at.path);
      const id = await at.move("local").catch((error: unknown) => error);
      if (id instanceof AppError) {
        expect(refusals).toContain(id.code);
        expect([stateOf(at.path), stateOf(at.root)]).toEqual([worktree, local]);
        return;
      }
      if (typeof id !== "string") throw id;
      moved += 1;
      const here = carried(at.root);
      for (const [path, content] of Object.entries(before.files))
        expect([path, here.files[path]]).toEqual([path, content]);
      expect([here.staged, here.flags]).toEqual([before.staged, before.flags]);
      if (undone) await at.undo(id);
      else await at.move("worktree");
      expect(carried(at.path)).toEqual(before);
      expect([stateOf(at.root).files, stateOf(at.root).head]).toEqual([local.files, local.head]);
    }),
    dearTries(6),
  );
  expect(moved).toBeGreaterThan(0);
});

import { dearTries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../errors/index.ts";
import { applyEdit, edits } from "../git/testing/randomEdits.ts";
import { git, readFolder, write } from "../git/testing/repository.ts";
import { fixture } from "./testing/fixture.ts";

const base = { a: "a\n", "d/x": "x\n", "crlf.txt": "a\r\nb\r\n", "run.sh": "#!/bin/sh\n", ".gitignore": "*.log\n" };

const methods = fc.constantFrom("merge" as const, "squash" as const, "rebase" as const);

/** A checkout's files, index and branch: what may move only as one. */
const stateOf = (root: string) => ({
  files: readFolder(root),
  index: git(root, "ls-files", "-z", "--stage"),
  head: git(root, "rev-parse", "HEAD"),
  stash: git(root, "stash", "list"),
});

test("whatever lies in the base's checkout, a landing is whole and loses nothing, or does not happen", async () => {
  let landed = 0;
  await fc.assert(
    fc.asyncProperty(
      edits(8),
      fc.oneof(fc.constant([]), edits(3)),
      methods,
      fc.boolean(),
      async (inWorktree, inSource, method, moved) => {
        using at = fixture(base);
        for (const edit of inWorktree) applyEdit(at.path, edit);
        git(at.path, "add", "-A");
        git(at.path, "commit", "-q", "--allow-empty", "-m", "Work");
        // Attributes that the work brings may make git see its own checkout as changed: commit that too.
        git(at.path, "add", "--renormalize", ".");
        git(at.path, "commit", "-q", "--allow-empty", "-m", "More");
        if (moved) {
          write(at.root, { "moved on": "main\n" });
          git(at.root, "add", "moved on");
          git(at.root, "commit", "-q", "-m", "Main");
        }
        for (const edit of inSource) applyEdit(at.root, edit);
        const tracked = new Set(git(at.root, "ls-files", "-z").split("\0"));
        const before = stateOf(at.root);
        const merged = ["merge-tree", "--write-tree", "--no-messages", before.head, git(at.path, "rev-parse", "HEAD")];
        const outcome = await at.landing.land(at.place, { method, message: "Land" }).catch((error: unknown) => error);
        const after = stateOf(at.root);
        if (outcome instanceof AppError) {
          expect(after).toEqual(before);
          expect(["uncommitted_changes", "nothing_to_land", "base_dirty", "merge_conflict"]).toContain(outcome.code);
          return;
        }
        landed += 1;
        expect(outcome).toMatchObject({ base: "main", commit: after.head });
        expect(git(at.root, "diff", "--cached", "--name-only", "HEAD")).toBe("");
        expect(git(at.root, "rev-parse", "HEAD^{tree}")).toBe(git(at.root, ...merged));
        for (const [path, content] of Object.entries(before.files))
          if (!tracked.has(path)) expect([path, after.files[path]]).toEqual([path, content]);
      },
    ),
    { ...dearTries(10), examples: [[[{ kind: "write", path: "a", content: "work" }], [], "rebase", true]] },
  );
  expect(landed).toBeGreaterThan(0);
});

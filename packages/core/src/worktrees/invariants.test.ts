import { ThreadId, TurnId } from "@flightdeck/contract";
import { dearTries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdit, edits } from "../git/testing/randomEdits.ts";
import { git, readFolder, statusFromFiles } from "../git/testing/repository.ts";
import { testHome } from "./testing/home.ts";

const base = {
  a: "a\n",
  "d/x": "x\n",
  "crlf.txt": "a\r\nb\r\n",
  "run.sh": "#!/bin/sh\n",
  ".gitignore": "*.log\n",
  "sub/deep/er": "1",
};
const settings = fc.constantFrom([], ["core.autocrlf", "true"], ["core.autocrlf", "input"], ["core.eol", "crlf"]);

function configure(root: string, [name, value]: readonly string[]): void {
  git(root, "config", "filter.upper.clean", "tr a-z A-Z");
  git(root, "config", "filter.upper.smudge", "tr A-Z a-z");
  if (name !== undefined && value !== undefined) git(root, "config", name, value);
}

/** All of a checkout that a person could miss: files and the whole git dir but its objects and what is ours in it. */
const sourceOf = (root: string) =>
  readFolder(root, [
    ".git/objects",
    ".git/worktrees",
    ".git/refs/flightdeck",
    ".git/refs/heads/flightdeck",
    ".git/logs/refs/heads/flightdeck",
  ]);

/** What git ignores is not saved and need not come back. */
function stateOf(root: string) {
  const ignored = git(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard").split("\0");
  const files = readFolder(root);
  for (const path of ignored) delete files[path];
  return {
    files,
    index: git(root, "ls-files", "-z", "--stage"),
    flags: git(root, "ls-files", "-z", "-v"),
    status: statusFromFiles(root),
    head: git(root, "rev-parse", "HEAD"),
  };
}

test("whatever happens in worktrees and before, the source checkout stays as it is", async () => {
  await fc.assert(
    fc.asyncProperty(edits(10), edits(6), settings, fc.boolean(), async (inSource, inWorktree, setting, copy) => {
      using home = testHome(base);
      configure(home.root, setting);
      for (const edit of inSource) applyEdit(home.root, edit);
      const before = sourceOf(home.root);
      const made = await home.make("one", { copyLocalChanges: copy });
      expect(made.state).toBe("ready");
      const turn = { threadId: ThreadId.parse("t-one"), turnId: TurnId.parse("turn") };
      await home.worktrees.checkpoint({ path: made.path, ...turn, when: "before" });
      await home.worktrees.checkpoint({ path: home.root, ...turn, when: "before" });
      for (const edit of inWorktree) applyEdit(made.path, edit);
      await home.worktrees.checkpoint({ path: made.path, ...turn, when: "after" });
      await home.worktrees.remove(turn.threadId);
      await home.worktrees.restore(turn.threadId);
      expect(sourceOf(home.root)).toEqual(before);
    }),
    dearTries(8),
  );
});

test("a removed worktree comes back byte for byte: files, modes, links, index and HEAD", async () => {
  await fc.assert(
    fc.asyncProperty(edits(16), edits(6), settings, async (first, second, setting) => {
      using home = testHome(base);
      configure(home.root, setting);
      const { path } = await home.make("one");
      const threadId = ThreadId.parse("t-one");
      for (const edits of [first, second]) {
        for (const edit of edits) applyEdit(path, edit);
        await home.worktrees.checkpoint({ path, threadId, turnId: TurnId.parse("t"), when: "after" });
        const before = stateOf(path);
        await home.worktrees.remove(threadId);
        expect(readFolder(home.folder, ["my project", "home/shadows"])).toEqual({});
        const restored = await home.worktrees.restore(threadId);
        expect([restored.state, stateOf(path)]).toEqual(["ready", before]);
      }
    }),
    dearTries(8),
  );
});

test("worktrees that are removed and restored at once do not mix", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edits(6), { minLength: 3, maxLength: 3 }), async (all) => {
      using home = testHome(base);
      const made = await Promise.all(all.map((_, i) => home.make(`w${i}`)));
      expect(made.map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
      all.forEach((list, i) => list.forEach((edit) => applyEdit(made[i]?.path ?? "", edit)));
      const before = made.map(({ path }) => stateOf(path));
      const threads = all.map((_, i) => ThreadId.parse(`t-w${i}`));
      await Promise.all(threads.map((threadId) => home.worktrees.remove(threadId)));
      await Promise.all(threads.map((threadId) => home.worktrees.restore(threadId)));
      expect(made.map(({ path }) => stateOf(path))).toEqual(before);
    }),
    dearTries(6),
  );
});

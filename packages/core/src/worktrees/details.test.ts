import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { git, temporaryFolder, write } from "../git/testing/repository.ts";
import { sizeOf } from "./size.ts";
import { testHome } from "./testing/home.ts";

test("a worktree says what it holds: changes, commits of its own, whether its base has them", async () => {
  using home = testHome({ a: "1\n", ".gitignore": "out/\n" });
  const { id, path } = await home.make("one");
  const seen = async () => {
    const { lastUsed, ...details } = await home.worktrees.details(id);
    expect(lastUsed).toBeGreaterThan(0);
    return details;
  };
  const quiet = { id, locked: false, processes: 0 };
  expect(await seen()).toEqual({ ...quiet, changed: 0, unpushed: 0, merged: true });
  write(path, { a: "2\n", "new\n<b>": "n\n", "out/big": "ignored\n" });
  expect(await seen()).toEqual({ ...quiet, changed: 2, unpushed: 0, merged: true });
  git(path, "add", "-A");
  git(path, "commit", "-q", "-m", "Work");
  git(home.root, "worktree", "lock", path);
  expect(await seen()).toEqual({ ...quiet, locked: true, changed: 0, unpushed: 1, merged: false });
  git(home.root, "worktree", "unlock", path);
  // Squashed: the base has the same files, and none of the commits.
  git(home.root, "merge", "-q", "--squash", "flightdeck/one");
  git(home.root, "commit", "-q", "-m", "Squashed");
  expect(await seen()).toEqual({ ...quiet, changed: 0, unpushed: 1, merged: true });
});

test("a folder's size counts ignored files and each file once, and follows no link", async () => {
  using folder = temporaryFolder();
  const root = join(folder.path, "tree");
  mkdirSync(join(root, "out/deep"), { recursive: true });
  writeFileSync(join(folder.path, "outside"), Buffer.alloc(900_000, 1));
  const empty = await sizeOf(root);
  writeFileSync(join(root, "out/deep/big"), Buffer.alloc(300_000, 1));
  linkSync(join(root, "out/deep/big"), join(root, "same"));
  symlinkSync(folder.path, join(root, "up"));
  const grown = (await sizeOf(root)) - empty;
  expect([grown >= 300_000, grown < 400_000]).toEqual([true, true]);
  await expect(sizeOf(root, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
});

test("a removed worktree says when it went, and another thread may have it", async () => {
  using home = testHome();
  const { id } = await home.make("one");
  await home.worktrees.remove(ThreadId.parse("t-one"));
  const [removed] = home.worktrees.list();
  expect([removed?.state, removed?.removedAt !== undefined]).toEqual(["removed", true]);
  await expect(home.worktrees.details(id)).rejects.toMatchObject({ code: "worktree_not_found" });
  home.worktrees.give(id, ThreadId.parse("t-two"));
  await home.worktrees.restore(ThreadId.parse("t-two"));
  expect(home.worktrees.forThread(ThreadId.parse("t-two"))?.state).toBe("ready");
});

import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gitError, gitText, runGit } from "./run.ts";
import { changedPaths, countChanges } from "./status.ts";
import { listBranches } from "./branches.ts";
import { listCheckouts } from "./checkouts.ts";
import { git, makeRepository, temporaryFolder, write } from "./testing/repository.ts";

test("a failure carries git's own words", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(folder.path);
  await expect(runGit(["rev-parse", "--verify", "nowhere"], { cwd: root })).rejects.toMatchObject({
    code: "git_failed",
    detail: "fatal: Needed a single revision",
  });
});

test("a folder that is gone is named", async () => {
  using folder = temporaryFolder();
  const cwd = join(folder.path, "gone");
  await expect(runGit(["status"], { cwd })).rejects.toMatchObject({ code: "path_not_found", detail: cwd });
});

test("output beyond the cap is a failure", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(folder.path, { "big.txt": "x".repeat(100_000) });
  await expect(runGit(["cat-file", "blob", "HEAD:big.txt"], { cwd: root, maxBytes: 1000 })).rejects.toMatchObject({
    code: "git_failed",
  });
});

test("an aborted call rejects with the abort", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(folder.path);
  const abort = new AbortController();
  const running = runGit(["cat-file", "--batch"], { cwd: root, input: undefined, signal: abort.signal });
  abort.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
});

test("another repository in the environment does not leak in", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "one"));
  const other = makeRepository(join(folder.path, "two"));
  process.env["GIT_DIR"] = join(other, ".git");
  try {
    expect(await gitText(["rev-parse", "--absolute-git-dir"], { cwd: root })).toBe(join(root, ".git"));
  } finally {
    delete process.env["GIT_DIR"];
  }
});

test("no hook, file monitor or external diff of the repository runs", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"));
  const trap = join(folder.path, "trap");
  write(folder.path, { "evil.sh": `#!/bin/sh\ntouch "${trap}"\n` });
  const evil = join(folder.path, "evil.sh");
  chmodSync(evil, 0o755);
  mkdirSync(join(root, ".git/hooks"), { recursive: true });
  write(root, { ".git/hooks/reference-transaction": `#!/bin/sh\ntouch "${trap}"\n`, "a.txt": "changed\n" });
  chmodSync(join(root, ".git/hooks/reference-transaction"), 0o755);
  git(root, "config", "core.fsmonitor", evil);
  await countChanges(root);
  await runGit(["update-ref", "refs/flightdeck/test", "HEAD"], { cwd: root });
  expect(existsSync(trap)).toBe(false);
});

test("changed paths tell staged, unstaged, untracked and unmerged apart, whatever their names", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(folder.path, { "a b.txt": "1\n", gone: "2\n", "both.txt": "3\n", clash: "4\n" });
  git(root, "checkout", "-q", "-b", "other");
  write(root, { clash: "other\n" });
  git(root, "commit", "-q", "-a", "-m", "Other");
  git(root, "checkout", "-q", "main");
  write(root, { clash: "main\n" });
  git(root, "commit", "-q", "-a", "-m", "Main");
  expect(() => git(root, "merge", "other")).toThrow();
  write(root, { "a b.txt": "changed\n", "new\n\"ü'.txt": "n", "both.txt": "staged\n" });
  git(root, "add", "both.txt");
  git(root, "rm", "-q", "gone");
  write(root, { "both.txt": "again\n" });
  expect(await changedPaths(root, { untracked: "all" })).toEqual([
    { path: "a b.txt", staged: false, unstaged: true, kind: "tracked" },
    { path: "both.txt", staged: true, unstaged: true, kind: "tracked" },
    { path: "gone", staged: true, unstaged: false, kind: "tracked" },
    { path: "clash", staged: true, unstaged: true, kind: "unmerged" },
    { path: "new\n\"ü'.txt", staged: false, unstaged: true, kind: "untracked" },
  ]);
});

test("a link to itself in the place of a folder hides no deletion of what was in it", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(folder.path, { "d/x": "1\n", "d/y/z": "2\n", kept: "3\n" });
  rmSync(join(root, "d"), { recursive: true });
  symlinkSync("d", join(root, "d"));
  expect(await changedPaths(root, { untracked: "all" })).toEqual([
    { path: "d", staged: false, unstaged: true, kind: "untracked" },
    { path: "d/x", staged: false, unstaged: true, kind: "tracked" },
    { path: "d/y/z", staged: false, unstaged: true, kind: "tracked" },
  ]);
});

test("branches come newest first, with where they are checked out", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"));
  const linked = join(folder.path, "linked\nü");
  git(root, "worktree", "add", "-q", "-b", "topic/one", linked);
  process.env["GIT_COMMITTER_DATE"] = "2040-01-01T00:00:00Z";
  try {
    git(linked, "commit", "-q", "--allow-empty", "-m", "Later, in one line\n\nand more");
  } finally {
    delete process.env["GIT_COMMITTER_DATE"];
  }
  const branches = await listBranches(root);
  const [first, second] = branches;
  expect(branches).toEqual([
    {
      name: "topic/one",
      commit: git(linked, "rev-parse", "HEAD"),
      subject: "Later, in one line",
      committedAt: Date.parse("2040-01-01T00:00:00Z"),
      checkedOutAt: linked,
    },
    { ...second, name: "main", commit: git(root, "rev-parse", "main"), subject: "Start", checkedOutAt: root },
  ]);
  expect(await listCheckouts(root)).toEqual([
    { path: root, commit: second?.commit, branch: "main", bare: false, locked: false, prunable: false },
    { path: linked, commit: first?.commit, branch: "topic/one", bare: false, locked: false, prunable: false },
  ]);
});

test("a full disk is told as one", () => {
  const stderr = "error: unable to write file .git/objects/12: No space left on device\nfatal: adding files failed\n";
  const { code, detail } = gitError(["-c", "a=b", "add"], { code: 128, stdout: Buffer.alloc(0), stderr });
  expect({ code, detail }).toEqual({ code: "disk_full", detail: stderr.trim() });
});

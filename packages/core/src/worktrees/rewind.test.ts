import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ThreadId, TurnId } from "@flightdeck/contract";
import { dearTries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdit, edits } from "../git/testing/randomEdits.ts";
import { git, readFolder, statusFromFiles, write } from "../git/testing/repository.ts";
import { type TestHome, testHome } from "./testing/home.ts";

const threadId = ThreadId.parse("t-one");
const turnId = TurnId.parse("turn1");

const base = { a: "a\n", "d/x": "x\n", "crlf.txt": "a\r\nb\r\n", "run.sh": "#!/bin/sh\n", ".gitignore": "*.log\n" };

const checkpoint = (home: TestHome, path: string, when: "before" | "after" = "before") =>
  home.worktrees.checkpoint({ path, threadId, turnId, when });

const rewind = (home: TestHome, path: string, to: string, name = "rolled-back-1") =>
  home.worktrees.rewind({ path, threadId, to, name });

/** What git ignores is not saved; of permissions it knows whether a file can be run. */
function stateOf(root: string) {
  const files = readFolder(root);
  for (const path of git(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard").split("\0"))
    delete files[path];
  for (const [path, content] of Object.entries(files)) files[path] = content.replace(/^600 /, "644 ");
  return { files, index: git(root, "ls-files", "-z", "--stage"), status: statusFromFiles(root) };
}

test("files, links, modes, deletions and the index go back to a checkpoint, and forth to what was before", async () => {
  await fc.assert(
    fc.asyncProperty(edits(10), edits(10), async (first, second) => {
      using home = testHome(base);
      const { path } = await home.make("one");
      for (const edit of first) applyEdit(path, edit);
      const to = await checkpoint(home, path);
      const before = stateOf(path);
      for (const edit of second) applyEdit(path, edit);
      const after = stateOf(path);
      const snapshot = await rewind(home, path, to);
      expect(stateOf(path)).toEqual(before);
      await rewind(home, path, snapshot, "rolled-back-2");
      expect(stateOf(path).files).toEqual(after.files);
    }),
    dearTries(10),
  );
});

test("HEAD and its commits stay where they are, with the files of the checkpoint as changes", async () => {
  using home = testHome();
  const { path } = await home.make("one");
  const to = await checkpoint(home, path);
  write(path, { "a.txt": "committed\n", "new.txt": "new\n" });
  git(path, "add", "-A");
  git(path, "commit", "-q", "-m", "By the person");
  const head = git(path, "rev-parse", "HEAD");
  await rewind(home, path, to);
  expect([git(path, "rev-parse", "HEAD"), git(path, "status", "--porcelain"), readFolder(path)]).toEqual([
    head,
    " M a.txt\n D new.txt",
    { "a.txt": "644 YQo=", "b.txt": "644 Ygo=" },
  ]);
});

test("commits since a checkpoint are counted and named, those that went are too, and an unborn branch has none", async () => {
  using home = testHome();
  const { path } = await home.make("one");
  const to = await checkpoint(home, path);
  const since = (commit = to) => home.worktrees.commitsSince({ path, checkpoint: commit });
  const before = await since();
  for (let n = 1; n <= 7; n += 1) git(path, "commit", "-q", "--allow-empty", "-m", `${n}: ü <b>`);
  const after = await since();
  const later = await checkpoint(home, path, "after");
  git(path, "reset", "-q", "--hard", "HEAD~3");
  git(path, "commit", "-q", "--allow-empty", "-m", "Instead");
  const moved = await since(later);
  await expect(since("0".repeat(40))).rejects.toMatchObject({ code: "checkpoint_missing" });
  const id = expect.stringMatching(/^[0-9a-f]{7,}$/);
  expect([before, after, moved]).toEqual([
    { added: 0, newest: [], gone: 0 },
    { added: 7, newest: [7, 6, 5, 4, 3].map((n) => ({ id, subject: `${n}: ü <b>` })), gone: 0 },
    { added: 1, newest: [{ id, subject: "Instead" }], gone: 3 },
  ]);
});

test("in a repository without a first commit, all that come are since then", async () => {
  using home = testHome();
  const { path } = await home.make("one");
  git(path, "checkout", "-q", "--orphan", "new");
  const to = await checkpoint(home, path);
  const before = await home.worktrees.commitsSince({ path, checkpoint: to });
  git(path, "commit", "-q", "--allow-empty", "-m", "First");
  const { added, gone } = await home.worktrees.commitsSince({ path, checkpoint: to });
  expect([before.added, added, gone]).toEqual([0, 1, 0]);
});

test("files that ignore rules had covered until they went back are saved before they go", async () => {
  using home = testHome();
  const { path } = await home.make("one");
  const to = await checkpoint(home, path);
  write(path, { ".gitignore": "build/\n", "build/out": "made\n" });
  await rewind(home, path, to);
  const saved = git(path, "show", `refs/flightdeck/checkpoints/${threadId}/rolled-back-1-2:build/out`);
  expect([Object.keys(readFolder(path)), saved]).toEqual([["a.txt", "b.txt"], "made"]);
});

test("a checkpoint that is gone, a merge under way and a locked index refuse, and nothing changes", async () => {
  using home = testHome();
  const { path } = await home.make("one");
  const to = await checkpoint(home, path);
  write(path, { "a.txt": "mine\n" });
  const before = readFolder(path);
  await expect(rewind(home, path, "0".repeat(40))).rejects.toMatchObject({ code: "checkpoint_missing" });
  const gitDir = git(path, "rev-parse", "--absolute-git-dir");
  writeFileSync(join(gitDir, "MERGE_HEAD"), "");
  await expect(rewind(home, path, to)).rejects.toMatchObject({ code: "worktree_busy" });
  rmSync(join(gitDir, "MERGE_HEAD"));
  expect(readFolder(path)).toEqual(before);
});

test("a process inside refuses", async () => {
  using home = testHome();
  const { path } = await home.make("one");
  const to = await checkpoint(home, path);
  const child = spawn("sleep", ["1000"], { cwd: path });
  try {
    await expect(rewind(home, path, to)).rejects.toMatchObject({ code: "worktree_busy" });
  } finally {
    child.kill();
    await once(child, "close");
  }
});

test("a fork's worktree has the files of the checkpoint on a branch of its own, whatever became of the first one", async () => {
  using home = testHome();
  const { path, base: branch, baseCommit = "" } = await home.make("one");
  write(path, { "a.txt": "changed\n", "crlf.txt": "a\r\n", "new.txt": "new\n" });
  rmSync(join(path, "b.txt"));
  const to = await checkpoint(home, path, "after");
  const files = readFolder(path);
  await home.worktrees.remove(threadId);
  const fork = ThreadId.parse("t-fork");
  await home.worktrees.shareCheckpoints({ path: home.root, from: threadId, to: fork, turns: [turnId] });
  await home.worktrees.forgetCheckpoints({ path: home.root, threadId });
  git(home.root, "reflog", "expire", "--expire=now", "--all");
  git(home.root, "gc", "-q", "--prune=now");
  const made = await home.make("fork", { threadId: fork, from: { checkpoint: to, base: branch, baseCommit } });
  expect([
    { ...made, id: "", path: "" },
    readFolder(made.path),
    git(made.path, "status", "--porcelain"),
    git(made.path, "rev-parse", "HEAD"),
  ]).toEqual([
    { id: "", path: "", state: "ready", branch: "flightdeck/fork", base: "main", baseCommit, message: undefined },
    files,
    " M a.txt\n D b.txt\n?? crlf.txt\n?? new.txt",
    baseCommit,
  ]);
});

test("a fork's worktree that was cut short is taken back with its branch, and can be made again", async () => {
  using home = testHome();
  const { path, baseCommit = "" } = await home.make("one");
  git(path, "commit", "-q", "--allow-empty", "-m", "By the person");
  write(path, { "a.txt": "changed\n" });
  const to = await checkpoint(home, path, "after");
  const fork = ThreadId.parse("t-fork");
  const made = await home.make("fork", { threadId: fork, from: { checkpoint: to, base: "main", baseCommit } });
  home.store.db.prepare("UPDATE worktrees SET state = 'creating' WHERE thread_id = ?").run(fork);
  const next = home.reopened();
  await next.recover();
  const left = [existsSync(made.path), git(home.root, "branch", "--list", made.branch)];
  const again = await next.create(made.id, {
    copyLocalChanges: false,
    onProgress: () => undefined,
    onSetupOutput: () => undefined,
  });
  expect([left, again.state, readFileSync(join(made.path, "a.txt"), "utf8")]).toEqual([
    [false, ""],
    "ready",
    "changed\n",
  ]);
});

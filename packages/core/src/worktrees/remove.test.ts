import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ThreadId, type ThreadWorktree, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { git, makeRepository, readFolder, write } from "../git/testing/repository.ts";
import { detectSandbox, policyFor, spawnSandboxed } from "../sandbox/index.ts";
import { testHome, type TestHome } from "./testing/home.ts";

const threadId = ThreadId.parse("t-one");
const support = await detectSandbox();

async function withWorktree(): Promise<{ readonly home: TestHome; readonly made: ThreadWorktree } & Disposable> {
  const home = testHome();
  const made = await home.make("one");
  write(made.path, { "a.txt": "changed\n", "new.txt": "new\n" });
  return { home, made, [Symbol.dispose]: () => home[Symbol.dispose]() };
}

const gitDirOf = ({ home }: { readonly home: TestHome }): string => join(home.root, ".git/worktrees/one");

/** Expects a refusal, and that nothing of the worktree, its git dir or its record is lost. */
async function expectRefusal(
  at: { readonly home: TestHome; readonly made: ThreadWorktree },
  code: string,
  detail?: string,
): Promise<void> {
  const state = () => ({
    files: existsSync(at.made.path) ? readFolder(at.made.path, []) : "gone",
    home: readFolder(join(at.home.folder, "home/worktrees"), []),
    gitDir: existsSync(gitDirOf(at)) ? readFolder(gitDirOf(at), []) : "gone",
    row: at.home.worktrees.forThread(threadId),
  });
  const before = state();
  await expect(at.home.worktrees.remove(threadId)).rejects.toMatchObject({
    code,
    ...(detail === undefined ? {} : { detail: expect.stringContaining(detail) }),
  });
  expect(state()).toEqual(before);
}

test("removing keeps the branch, the snapshot and other worktrees, and leaves no trace of the folder", async () => {
  using at = await withWorktree();
  const other = await at.home.make("two");
  const { snapshot } = await at.home.worktrees.remove(threadId);
  expect({
    exists: existsSync(at.made.path),
    gitDir: existsSync(gitDirOf(at)),
    branch: git(at.home.root, "rev-parse", at.made.branch),
    snapshot: git(at.home.root, "rev-parse", "refs/flightdeck/snapshots/w1"),
    saved: git(at.home.root, "show", `${snapshot}:new.txt`),
    row: at.home.worktrees.forThread(threadId),
    other: git(other.path, "status", "--porcelain"),
    left: readFolder(join(at.home.folder, "home/worktrees"), ["my-project/two"]),
  }).toEqual({
    exists: false,
    gitDir: false,
    branch: at.made.baseCommit,
    snapshot,
    saved: "new",
    row: { ...at.home.worktrees.list()[0], state: "removed", snapshot },
    other: "",
    left: {},
  });
});

test("a locked worktree is not removed", async () => {
  using at = await withWorktree();
  git(at.home.root, "worktree", "lock", "--reason", "on a stick", at.made.path);
  await expectRefusal(at, "worktree_locked", "on a stick");
});

test("a worktree that a process works in is not removed", async () => {
  using at = await withWorktree();
  mkdirSync(join(at.made.path, "sub"));
  const child: ChildProcess = spawn("sleep", ["60"], { cwd: join(at.made.path, "sub"), stdio: "ignore" });
  await once(child, "spawn");
  try {
    await expectRefusal(at, "worktree_busy", String(child.pid));
    expect(await at.home.worktrees.details(at.made.id)).toMatchObject({ processes: 1 });
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  await at.home.worktrees.remove(threadId);
});

test.skipIf(support.kind === "none")("a confined process counts as one that works there", async () => {
  using at = await withWorktree();
  const home = join(at.home.folder, "home");
  const policy = policyFor({ mode: "workspace-write", cwd: at.made.path, gitDirs: [], home });
  const argv = ["/bin/sh", "-c", "echo started; sleep 60"];
  const child = spawnSandboxed(support, { argv, cwd: at.made.path, policy });
  await new Promise<void>((resolve) => child.onOutput(() => resolve()));
  try {
    await expectRefusal(at, "worktree_busy");
  } finally {
    child.kill();
    await child.exited;
  }
});

test("a missing or foreign mark is a mismatch", async () => {
  using at = await withWorktree();
  const mark = join(gitDirOf(at), "flightdeck");
  writeFileSync(mark, "w999\n");
  await expectRefusal(at, "worktree_mismatch");
  rmSync(mark);
  await expectRefusal(at, "worktree_mismatch", "mark");
  const elsewhere = join(at.home.folder, "mark");
  writeFileSync(elsewhere, "w1\n");
  symlinkSync(elsewhere, mark);
  await expectRefusal(at, "worktree_mismatch", "mark");
});

test("a folder swapped for a link is a mismatch, and what the link leads to stays", async () => {
  using at = await withWorktree();
  const moved = join(at.home.folder, "moved");
  renameSync(at.made.path, moved);
  symlinkSync(moved, at.made.path);
  await expectRefusal(at, "worktree_mismatch");
  expect(existsSync(join(moved, "new.txt"))).toBe(true);
});

test("a link above the folder is a mismatch", async () => {
  using at = await withWorktree();
  const above = join(at.made.path, "..");
  const moved = join(at.home.folder, "moved");
  renameSync(above, moved);
  symlinkSync(moved, realpathSync(join(above, "..")) + "/my-project");
  await expectRefusal(at, "worktree_mismatch", "link");
});

test("another worktree or a copy in the folder's place is a mismatch", async () => {
  using at = await withWorktree();
  const two = await at.home.make("two");
  const kept = join(at.home.folder, "kept");
  renameSync(at.made.path, kept);
  renameSync(two.path, at.made.path);
  await expectRefusal(at, "worktree_mismatch", "points elsewhere");
  renameSync(at.made.path, two.path);
  makeRepository(at.made.path);
  await expectRefusal(at, "worktree_mismatch", ".git file is gone");
  rmSync(at.made.path, { recursive: true });
  renameSync(kept, at.made.path);
  await at.home.worktrees.remove(threadId);
});

test("a record that points outside of the worktrees' folder is a mismatch", async () => {
  using at = await withWorktree();
  const outside = join(at.home.folder, "outside");
  cpSync(at.made.path, outside, { recursive: true });
  for (const path of [outside, join(at.home.folder, "home/worktrees"), at.home.root]) {
    at.home.store.db.prepare("UPDATE worktrees SET path = ?").run(path);
    await expect(at.home.worktrees.remove(threadId)).rejects.toMatchObject({ code: "worktree_mismatch" });
  }
  expect([existsSync(outside), existsSync(at.made.path), existsSync(at.home.root)]).toEqual([true, true, true]);
});

test("a folder that is gone is told as missing, and its git dir kept", async () => {
  using at = await withWorktree();
  rmSync(at.made.path, { recursive: true });
  await expectRefusal(at, "worktree_missing");
});

test("a snapshot that cannot be written refuses the removal", async () => {
  using at = await withWorktree();
  // Root writes through modes, so the folder for objects is made a file.
  const objects = join(at.home.root, ".git/objects");
  write(at.made.path, { "new.txt": "not stored anywhere yet" });
  renameSync(objects, `${objects}-kept`);
  mkdirSync(objects);
  writeFileSync(join(objects, "info"), "");
  mkdirSync(`${objects}-kept/info`, { recursive: true });
  writeFileSync(`${objects}-kept/info/alternates`, "");
  await expectRefusal(at, "snapshot_failed");
  rmSync(objects, { recursive: true });
  renameSync(`${objects}-kept`, objects);
  await at.home.worktrees.remove(threadId);
});

test("repositories inside the worktree cannot be saved, so they refuse the removal", async () => {
  using at = await withWorktree();
  makeRepository(join(at.made.path, "vendored"));
  await expectRefusal(at, "snapshot_failed", "vendored");
});

test("links inside are removed and never followed, and read-only folders do not stop it", async () => {
  using at = await withWorktree();
  const outside = join(at.home.folder, "outside");
  write(outside, { precious: "x" });
  symlinkSync(outside, join(at.made.path, "link"));
  write(at.made.path, { "cache/deep/file": "x" });
  chmodSync(join(at.made.path, "cache/deep"), 0o555);
  await at.home.worktrees.remove(threadId);
  expect([existsSync(at.made.path), readFolder(outside)]).toEqual([false, { precious: "644 eA==" }]);
});

test("removing or restoring twice at once happens once", async () => {
  using at = await withWorktree();
  const removals = await Promise.allSettled([at.home.worktrees.remove(threadId), at.home.worktrees.remove(threadId)]);
  expect(removals.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(at.home.worktrees.remove(threadId)).rejects.toMatchObject({ code: "worktree_not_found" });
  const restores = await Promise.allSettled([at.home.worktrees.restore(threadId), at.home.worktrees.restore(threadId)]);
  expect(restores.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("its details tell what would have to be thought of", async () => {
  using at = await withWorktree();
  git(at.made.path, "add", "a.txt");
  git(at.made.path, "commit", "-q", "-m", "Work");
  git(at.home.root, "worktree", "lock", at.made.path);
  expect(await at.home.worktrees.details(at.made.id)).toEqual({
    id: at.made.id,
    changed: 1,
    unpushed: 1,
    merged: false,
    locked: true,
    processes: 0,
    lastUsed: expect.any(Number),
  });
});

test("a branch that was deleted comes back, one that moved on is left alone, one in use refuses", async () => {
  using at = await withWorktree();
  const { root } = at.home;
  await at.home.worktrees.remove(threadId);
  git(root, "worktree", "add", "-q", join(at.home.folder, "elsewhere"), at.made.branch);
  await expect(at.home.worktrees.restore(threadId)).rejects.toMatchObject({ code: "branch_in_use" });
  git(root, "worktree", "remove", "--force", join(at.home.folder, "elsewhere"));
  git(root, "branch", "-D", at.made.branch);
  expect(await at.home.worktrees.restore(threadId)).toMatchObject({ state: "ready", branch: at.made.branch });
  await at.home.worktrees.remove(threadId);
  write(root, { "b.txt": "more\n" });
  git(root, "commit", "-q", "-a", "-m", "More");
  git(root, "branch", "-f", at.made.branch, "main");
  const restored = await at.home.worktrees.restore(threadId);
  expect([restored.branch, restored.message, git(restored.path, "rev-parse", "HEAD")]).toEqual([
    "flightdeck/one-2",
    "flightdeck/one has moved since, so the worktree came back on flightdeck/one-2",
    at.made.baseCommit,
  ]);
  expect(at.home.worktrees.forThread(threadId)?.branch).toBe("flightdeck/one-2");
});

test("a merge in progress, a conflict and a detached HEAD come back as they were", async () => {
  using at = await withWorktree();
  const { path } = at.made;
  git(path, "checkout", "-q", "--detach");
  git(path, "commit", "-q", "-a", "-m", "Detached");
  write(at.home.root, { "a.txt": "theirs\n" });
  git(at.home.root, "commit", "-q", "-a", "-m", "Theirs");
  expect(() => git(path, "merge", "main")).toThrow();
  const state = () => [git(path, "status"), git(path, "ls-files", "--stage"), git(path, "reflog"), readFolder(path)];
  const before = state();
  await at.home.worktrees.remove(threadId);
  git(at.home.root, "reflog", "expire", "--expire=now", "--all");
  git(at.home.root, "gc", "-q", "--prune=now");
  await at.home.worktrees.restore(threadId);
  expect(state()).toEqual(before);
});

test("something in the way, or a snapshot that is gone, refuses the restore and leaves it as it is", async () => {
  using at = await withWorktree();
  const { snapshot } = await at.home.worktrees.remove(threadId);
  write(at.made.path, { mine: "mine" });
  await expect(at.home.worktrees.restore(threadId)).rejects.toMatchObject({ code: "restore_failed" });
  expect(readFileSync(join(at.made.path, "mine"), "utf8")).toBe("mine");
  rmSync(at.made.path, { recursive: true });
  at.home.store.db.prepare("UPDATE worktrees SET snapshot = ?").run("0".repeat(40));
  await expect(at.home.worktrees.restore(threadId)).rejects.toMatchObject({ code: "restore_failed" });
  at.home.store.db.prepare("UPDATE worktrees SET snapshot = ?").run(snapshot);
  expect((await at.home.worktrees.restore(threadId)).state).toBe("ready");
});

test("ignored files that .worktreeinclude names come back from the source", async () => {
  using home = testHome({ ".gitignore": ".env\n", ".worktreeinclude": ".env\n" });
  write(home.root, { ".env": "KEY=1" });
  const made = await home.make("one");
  await home.worktrees.remove(threadId);
  await home.worktrees.restore(threadId);
  expect(readFileSync(join(made.path, ".env"), "utf8")).toBe("KEY=1");
});

test("a host that starts finishes or fails what another left half-way", async () => {
  using at = await withWorktree();
  const { home, made } = at;
  const { db } = home.store;
  const set = (state: string, snapshot: string | null): unknown =>
    db.prepare("UPDATE worktrees SET state = ?, snapshot = ?").run(state, snapshot);
  const recovered = async () => (await home.reopened().recover()).map(({ state }) => state);

  // Killed before anything was removed: back to work.
  set("removing", "0".repeat(40));
  expect([await recovered(), existsSync(join(made.path, "new.txt"))]).toEqual([["ready"], true]);

  // Killed after the folder was moved away: the rest is removed.
  const turn = { threadId, turnId: TurnId.parse("turn"), when: "after" } as const;
  const snapshot = await home.worktrees.checkpoint({ path: made.path, ...turn });
  set("removing", snapshot);
  renameSync(made.path, join(home.folder, "home/worktrees/.removing-w1"));
  expect(await recovered()).toEqual(["removed"]);
  expect([existsSync(gitDirOf(at)), readFolder(join(home.folder, "home/worktrees"))]).toEqual([false, {}]);

  // Killed while another one was made: taken back, and its branch too.
  const planned = await home.worktrees.plan({ project: home.project, threadId: ThreadId.parse("t2"), title: "two" });
  const options = { copyLocalChanges: false, onProgress: () => undefined, onSetupOutput: () => undefined };
  await home.worktrees.create(planned.id, options);
  db.prepare("UPDATE worktrees SET state = 'creating' WHERE id = ?").run(planned.id);
  expect([await recovered(), existsSync(planned.path), git(home.root, "branch", "--list", planned.branch)]).toEqual([
    ["failed"],
    false,
    "",
  ]);
  expect(await recovered()).toEqual([]);
});

test("a removal whose folder is someone else's now is failed and nothing is touched", async () => {
  using at = await withWorktree();
  at.home.store.db.prepare("UPDATE worktrees SET state = 'removing', snapshot = ?").run("0".repeat(40));
  rmSync(join(gitDirOf(at), "flightdeck"));
  const before = readFolder(at.made.path, []);
  await at.home.reopened().recover();
  expect([at.home.worktrees.forThread(threadId)?.state, readFolder(at.made.path, [])]).toEqual(["failed", before]);
});

test("checkpoints of a turn name the state before and after it, also in the project's own checkout", async () => {
  using at = await withWorktree();
  const turnId = TurnId.parse("turn1");
  const save = (path: string, when: "before" | "after") =>
    at.home.worktrees.checkpoint({ path, threadId, turnId, when });
  const before = await save(at.made.path, "before");
  write(at.made.path, { "a.txt": "again\n" });
  const after = await save(at.made.path, "after");
  const local = await save(at.home.root, "before");
  expect({
    changed: git(at.home.root, "diff", "--name-status", before, after),
    refs: git(at.home.root, "for-each-ref", "--format=%(objectname) %(refname)", "refs/flightdeck/").split("\n"),
    author: git(at.home.root, "log", "-1", "--format=%an %ae", after),
    local: git(at.home.root, "ls-tree", "-r", "--name-only", local).split("\n"),
  }).toEqual({
    changed: "M\ta.txt",
    refs: [
      `${after} refs/flightdeck/checkpoints/t-one/turn1-after`,
      `${local} refs/flightdeck/checkpoints/t-one/turn1-before`,
    ],
    author: "Flightdeck flightdeck@localhost",
    local: ["a.txt", "b.txt"],
  });
});

test("a checkpoint of a repository without a commit holds its files", async () => {
  using home = testHome();
  const root = join(home.folder, "empty");
  mkdirSync(root);
  git(root, "init", "-q");
  write(root, { a: "1\n" });
  const turnId = TurnId.parse("turn1");
  const commit = await home.worktrees.checkpoint({ path: root, threadId, turnId, when: "before" });
  expect(git(root, "ls-tree", "-r", "--name-only", commit)).toBe("a");
});

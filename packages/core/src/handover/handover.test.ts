import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository, write } from "../git/testing/repository.ts";
import { type Fixture, fixture, stateOf } from "./testing/fixture.ts";

const base = {
  a: "1\n2\n3\n4\n5\n",
  gone: "g\n",
  "d/x": "x\n",
  "crlf.txt": "a\r\nb\r\n",
  "run.sh": "#!/bin/sh\n",
  ".gitignore": "*.log\nout/\n",
};

/** Every kind of change: staged in part, unstaged, untracked, deleted, of mode, links, odd names. */
function change(root: string): void {
  write(root, { a: "one\n2\n3\n4\n5\n" });
  git(root, "add", "a");
  write(root, {
    a: "one\n2\n3\n4\nfive\n",
    "crlf.txt": "a\r\nc\r\n",
    "ü 'q\"\n": "odd\n",
    "new/deep/file": "n\n",
    "x.log": "log\n",
  });
  write(root, { "out/build": "ignored\n", staged: "s\n" });
  rmSync(join(root, "gone"));
  git(root, "rm", "-q", "--cached", "d/x");
  chmodSync(join(root, "run.sh"), 0o755);
  symlinkSync("../outside", join(root, "link"));
  git(root, "add", "staged");
  chmodSync(join(root, "staged"), 0o600);
}

/** Without the branch, which tells the two folders apart. */
const carried = (root: string) => {
  const { files, staged, status } = stateOf(root);
  return { files, staged, status };
};

test("a thread comes to the local checkout with all it has, and goes back the same way", async () => {
  using at = await fixture(base);
  write(at.path, { committed: "c\n" });
  git(at.path, "add", "-A");
  git(at.path, "commit", "-q", "-m", "Work");
  change(at.path);
  write(at.root, { mine: "untracked\n", "y.log": "ignored\n" });
  const [before, local] = [stateOf(at.path), stateOf(at.root)];
  const check = await at.handovers.check(at.place(), "local");
  await at.move("local");
  const { mine, ...files } = stateOf(at.root).files;
  expect({
    check,
    files,
    mine,
    staged: stateOf(at.root).staged,
    head: stateOf(at.root).head,
    ignored: stateOf(at.root).ignored,
    place: [at.place().worktree?.state, at.place().cwd],
    worktree: [stateOf(at.path).head.split(" ")[0], stateOf(at.path).ignored, stateOf(at.path).files],
  }).toEqual({
    check: {
      to: "local",
      branch: "flightdeck/fix-the-bug",
      localBranch: "main",
      localPath: at.root,
      worktreePath: at.path,
      changed: 9,
      stay: ["mine"],
    },
    files: before.files,
    mine: local.files["mine"],
    staged: before.staged,
    head: before.head,
    ignored: local.ignored,
    place: ["local", at.root],
    worktree: ["HEAD", before.ignored, before.files],
  });

  write(at.root, { "d/later": "l\n" });
  await at.move("worktree");
  const back = stateOf(at.path);
  expect([stateOf(at.root), back.files["d/later"], back.staged, back.head, back.ignored, at.place().cwd]).toEqual([
    local,
    expect.any(String),
    before.staged,
    before.head,
    before.ignored,
    at.path,
  ]);
});

test("undone at once, both folders are as they were", async () => {
  using at = await fixture(base);
  change(at.path);
  write(at.root, { mine: "untracked\n" });
  const [worktree, local] = [stateOf(at.path), stateOf(at.root)];
  const id = await at.move("local");
  await at.undo(id);
  expect([stateOf(at.path), stateOf(at.root), at.place().worktree?.state, at.place().cwd]).toEqual([
    worktree,
    local,
    "ready",
    at.path,
  ]);
  await expect(at.undo(id)).rejects.toMatchObject({ code: "handover_not_found" });
});

test("what changed since a move is not undone", async () => {
  using at = await fixture(base);
  const id = await at.move("local");
  writeFileSync(join(at.root, "a"), "more\n");
  const before = stateOf(at.root);
  await expect(at.undo(id)).rejects.toMatchObject({ code: "handover_changed" });
  expect(stateOf(at.root)).toEqual(before);
});

test.each(["move", "copy"] as const)("a thread of the local checkout gets a worktree by %s", async (how) => {
  using at = await fixture(base, { local: true });
  change(at.root);
  const before = stateOf(at.root);
  const id = await at.move("worktree", how);
  const path = at.place().cwd;
  const now = stateOf(at.root);
  expect({
    moved: carried(path),
    branch: at.place().worktree?.branch,
    base: at.place().worktree?.base,
    head: stateOf(path).head,
    local: how === "copy" ? now : { ...now, files: Object.keys(now.files).sort() },
  }).toEqual({
    moved: { files: before.files, staged: before.staged, status: before.status },
    branch: "flightdeck/fix-the-bug",
    base: "main",
    head: `flightdeck/fix-the-bug ${git(at.root, "rev-parse", "main")}`,
    local:
      how === "copy"
        ? before
        : {
            files: Object.keys(base).sort(),
            ignored: before.ignored,
            staged: git(path, "ls-tree", "-r", "-z", "main").length > 0 ? now.staged : "",
            status: "",
            head: before.head,
          },
  });
  await at.undo(id);
  expect([stateOf(at.root), existsSync(path), git(at.root, "branch", "--list", "flightdeck/*")]).toEqual([
    before,
    false,
    "",
  ]);
});

test("a worktree that was removed meanwhile is made again for the way back", async () => {
  using at = await fixture(base);
  change(at.path);
  const before = carried(at.path);
  await at.move("local");
  await at.worktrees.remove(at.place().threadId);
  await at.move("worktree");
  expect([
    carried(at.path),
    git(at.path, "symbolic-ref", "--short", "HEAD"),
    git(at.root, "branch", "--show-current"),
  ]).toEqual([before, "flightdeck/fix-the-bug", "main"]);
});

async function refused(at: Fixture, to: "local" | "worktree", how?: "copy"): Promise<unknown> {
  const before = [stateOf(at.root), stateOf(at.path)];
  const error: unknown = await at.move(to, how).catch((reason: unknown) => reason);
  expect([stateOf(at.root), stateOf(at.path)]).toEqual(before);
  const { hindrance } = await at.handovers.check(at.place(), to);
  expect(hindrance).toMatchObject({ code: (error as { code?: string }).code });
  return error;
}

test("changes of the local checkout are never carried off or written over", async () => {
  using at = await fixture(base);
  writeFileSync(join(at.root, "a"), "mine\n");
  expect(await refused(at, "local")).toMatchObject({ code: "local_dirty", detail: expect.stringContaining("a") });
  git(at.root, "checkout", "-q", "a");
  write(at.path, { here: "thread's\n", "sub/file": "s\n" });
  write(at.root, { here: "mine\n" });
  expect(await refused(at, "local")).toMatchObject({ code: "in_the_way", detail: expect.stringContaining("here") });
  rmSync(join(at.root, "here"));
  write(at.root, { sub: "a file where a folder comes\n" });
  expect(await refused(at, "local")).toMatchObject({ code: "in_the_way", detail: expect.stringContaining("sub") });
  rmSync(join(at.root, "sub"));
  write(at.path, { ".gitignore": "" });
  git(at.path, "add", "-A");
  write(at.path, { "x.log": "no longer ignored\n" });
  write(at.root, { "x.log": "ignored here\n" });
  expect(await refused(at, "local")).toMatchObject({ code: "in_the_way", detail: expect.stringContaining("x.log") });
});

test("what cannot be carried is refused with what to do: a merge, a lock, a split index, repositories inside", async () => {
  using at = await fixture(base);
  const gitDir = git(at.path, "rev-parse", "--absolute-git-dir");
  writeFileSync(join(gitDir, "MERGE_HEAD"), `${git(at.path, "rev-parse", "HEAD")}\n`);
  expect(await refused(at, "local")).toMatchObject({ code: "merge_under_way" });
  rmSync(join(gitDir, "MERGE_HEAD"));
  mkdirSync(join(at.root, ".git/rebase-merge"));
  expect(await refused(at, "local")).toMatchObject({ code: "merge_under_way" });
  rmSync(join(at.root, ".git/rebase-merge"), { recursive: true });
  git(at.root, "worktree", "lock", at.path);
  expect(await refused(at, "local")).toMatchObject({ code: "worktree_locked" });
  git(at.root, "worktree", "unlock", at.path);
  makeRepository(join(at.path, "inner"));
  expect(await refused(at, "local")).toMatchObject({ code: "not_movable", detail: expect.stringContaining("inner") });
  rmSync(join(at.path, "inner"), { recursive: true });
  git(at.path, "update-index", "--split-index");
  expect(await refused(at, "local")).toMatchObject({ code: "not_movable", detail: expect.stringContaining("split") });
});

test("a local checkout that was switched to another branch does not lose its place", async () => {
  using at = await fixture(base);
  await at.move("local");
  git(at.root, "checkout", "-q", "-b", "else");
  expect(await refused(at, "worktree")).toMatchObject({
    code: "not_movable",
    detail: expect.stringContaining("flightdeck/fix-the-bug"),
  });
});

test("a base that landed meanwhile is what the local checkout goes back to", async () => {
  using at = await fixture(base);
  write(at.path, { a: "work\n" });
  git(at.path, "commit", "-qam", "Work");
  await at.move("local");
  git(at.root, "update-ref", "refs/heads/main", git(at.root, "rev-parse", "HEAD"));
  write(at.root, { a: "more\n" });
  await at.move("worktree");
  expect([
    git(at.root, "branch", "--show-current"),
    git(at.root, "status", "--porcelain"),
    git(at.path, "status", "--porcelain"),
  ]).toEqual(["main", "", " M a"]);
});

test("a worktree that a move makes gets the local files at once, and its setup when the next turn begins", async () => {
  const files = { a: "1\n", ".gitignore": ".env\n", ".worktreeinclude": ".env\n", ".flightdeck/setup": "#!/bin/sh\n" };
  using at = await fixture(files, { local: true });
  write(at.root, { ".env": "KEY=1\n" });
  await at.move("worktree");
  const { worktree, cwd } = at.place();
  if (worktree === undefined) throw new RangeError("it has a worktree now");
  const setUp = async () => {
    const awaited = at.worktrees.awaitsSetup(worktree.id);
    const options = { copyLocalChanges: false, onProgress: () => undefined, onSetupOutput: () => undefined };
    return [awaited, (await at.worktrees.create(worktree.id, options)).message];
  };
  expect([readFileSync(join(cwd, ".env"), "utf8"), await setUp(), await setUp()]).toEqual([
    "KEY=1\n",
    [true, expect.stringContaining("setup script did not run, because the project is not trusted")],
    [false, undefined],
  ]);
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gitDirs, initRepository, inspectRepository } from "./repository.ts";
import { git, makeRepository, readFolder, temporaryFolder, write } from "./testing/repository.ts";

test("a repository is told by its root, git dirs, branch and commit", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"));
  expect(await inspectRepository(root)).toEqual({
    root,
    gitDir: join(root, ".git"),
    commonDir: join(root, ".git"),
    branch: "main",
    commit: git(root, "rev-parse", "HEAD"),
    objectFormat: "sha1",
  });
});

test("a detached HEAD has a commit and no branch", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(folder.path);
  git(root, "checkout", "-q", "--detach");
  const { branch, commit } = await inspectRepository(root);
  expect({ branch, commit }).toEqual({ branch: undefined, commit: git(root, "rev-parse", "HEAD") });
});

test("an empty repository has a branch and no commit", async () => {
  using folder = temporaryFolder();
  git(folder.path, "init", "-q", "-b", "trunk");
  const { branch, commit } = await inspectRepository(folder.path);
  expect({ branch, commit }).toEqual({ branch: "trunk", commit: undefined });
});

test("a linked worktree is told apart from the checkout it belongs to", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"));
  const linked = join(folder.path, "linked");
  git(root, "worktree", "add", "-q", "-b", "topic", linked);
  const { gitDir, commonDir, branch } = await inspectRepository(linked);
  expect({ gitDir, commonDir, branch }).toEqual({
    gitDir: join(root, ".git/worktrees/linked"),
    commonDir: join(root, ".git"),
    branch: "topic",
  });
});

test("spaces, quotes, unicode and newlines in the path change nothing", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "a b'c\"d\ne ü 日本\n"));
  const { gitDir, branch } = await inspectRepository(root);
  expect({ gitDir, branch }).toEqual({ gitDir: join(root, ".git"), branch: "main" });
});

test("what is no repository to open gets a code that says why", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { "sub/a.txt": "a" });
  mkdirSync(join(folder.path, "plain"));
  writeFileSync(join(folder.path, "file"), "");
  git(folder.path, "init", "-q", "--bare", "bare.git");
  const codeOf = (path: string): Promise<unknown> =>
    inspectRepository(join(folder.path, path)).then(
      () => "opened",
      ({ code, detail }: { code: string; detail: string }) => [code, detail],
    );
  expect(await Promise.all(["gone", "file", "plain", "bare.git", "project/sub", "project/.git"].map(codeOf))).toEqual([
    ["path_not_found", join(folder.path, "gone")],
    ["not_a_folder", join(folder.path, "file")],
    ["not_a_repository", join(folder.path, "plain")],
    ["bare_repository", join(folder.path, "bare.git")],
    ["inside_a_repository", root],
    ["inside_a_repository", join(root, ".git")],
  ]);
});

test("a plain folder becomes a repository with a first, empty commit and keeps its files untracked", async () => {
  using folder = temporaryFolder();
  write(folder.path, { "notes.txt": "mine" });
  const before = readFolder(folder.path);
  const repository = await initRepository(folder.path);
  expect(repository.commit).toBe(git(folder.path, "rev-parse", "HEAD"));
  expect(git(folder.path, "status", "--porcelain")).toBe("?? notes.txt");
  expect(readFolder(folder.path)).toEqual(before);
});

test("an empty repository gets a first commit without what is staged in it", async () => {
  using folder = temporaryFolder();
  git(folder.path, "init", "-q", "-b", "trunk");
  write(folder.path, { "a.txt": "a" });
  git(folder.path, "add", "a.txt");
  const { branch } = await initRepository(folder.path);
  expect([branch, git(folder.path, "status", "--porcelain"), git(folder.path, "ls-tree", "HEAD")]).toEqual([
    "trunk",
    "A  a.txt",
    "",
  ]);
});

test("a repository that has a commit is left as it is by init", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(folder.path);
  const commit = git(root, "rev-parse", "HEAD");
  expect((await initRepository(root)).commit).toBe(commit);
});

test("a folder without a repository has no git dirs, and says so", async () => {
  using folder = temporaryFolder();
  await expect(gitDirs(folder.path)).rejects.toMatchObject({ code: "not_a_repository", detail: folder.path });
});

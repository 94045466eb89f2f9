import { join } from "node:path";
import { expect, test } from "vitest";
import { git, write } from "../git/testing/repository.ts";
import { fixture } from "./testing/fixture.ts";

const head = (path: string) => git(path, "symbolic-ref", "HEAD");

test("a new branch begins at HEAD with every change still there, and the one before stays", async () => {
  using at = fixture({ a: "1\n" });
  write(at.path, { a: "2\n", b: "new\n" });
  git(at.path, "add", "a");
  const before = git(at.path, "status", "--porcelain");
  expect(await at.commits.createBranch(at.place, "topic/one")).toBe("topic/one");
  expect([head(at.path), git(at.path, "status", "--porcelain"), git(at.root, "branch", "--format=%(refname)")]).toEqual(
    ["refs/heads/topic/one", before, "refs/heads/flightdeck/fix-the-bug\nrefs/heads/main\nrefs/heads/topic/one"],
  );
});

test("a renamed branch keeps its commits and what it follows", async () => {
  using at = fixture({ a: "1\n" });
  at.remote();
  write(at.path, { a: "2\n" });
  const { commit } = await at.commit("Work");
  await at.commits.push(at.place, { withoutHooks: false });
  expect(await at.commits.renameBranch(at.place, "better")).toBe("better");
  expect([head(at.path), git(at.path, "rev-parse", "better"), git(at.path, "rev-parse", "@{upstream}")]).toEqual([
    "refs/heads/better",
    commit,
    commit,
  ]);
  expect(await at.commits.renameBranch(at.place, "better")).toBe("better");
});

test("names that git does not take, that are taken or in the way are refused with words", async () => {
  using at = fixture({ a: "1\n" });
  const invalid = ["a b", "-x", "a..b", "a.lock", "a/", "@{-1}", "HEAD", "a\u0007b", "a~1", ".a"];
  for (const name of invalid) {
    await expect(at.commits.createBranch(at.place, name), name).rejects.toMatchObject({ code: "branch_invalid" });
    await expect(at.commits.renameBranch(at.place, name), name).rejects.toMatchObject({ code: "branch_invalid" });
  }
  for (const name of ["main", "main/sub"]) {
    await expect(at.commits.createBranch(at.place, name), name).rejects.toMatchObject({ code: "branch_exists" });
    await expect(at.commits.renameBranch(at.place, name), name).rejects.toMatchObject({ code: "branch_exists" });
  }
  expect(head(at.path)).toBe("refs/heads/flightdeck/fix-the-bug");
});

test("a detached HEAD has no branch to rename, and a folder that is gone none at all", async () => {
  using at = fixture({ a: "1\n" });
  git(at.path, "checkout", "-q", "--detach");
  await expect(at.commits.renameBranch(at.place, "x")).rejects.toMatchObject({ code: "branch_not_found" });
  expect(await at.commits.createBranch(at.place, "x")).toBe("x");
  const gone = { root: join(at.folder, "gone") };
  await expect(at.commits.createBranch(gone, "y")).rejects.toMatchObject({ code: "worktree_missing" });
});

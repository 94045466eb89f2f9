import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { git, makeRepository, write } from "../git/testing/repository.ts";
import { detectSandbox } from "../sandbox/index.ts";
import { fixture } from "./testing/fixture.ts";

const support = await detectSandbox();
const confined = test.skipIf(support.kind === "none");

beforeEach(() => void vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null"));
afterEach(() => void vi.unstubAllEnvs());

const amend = (commit: string, evenIfPushed = false) => ({ amend: { commit, evenIfPushed } });
const logOf = (path: string) => git(path, "log", "--format=%an %s", "main..HEAD");

test("a commit takes what is staged, byte for byte, and leaves the rest as it is", async () => {
  using at = fixture({ a: "1\n", b: "1\n" });
  write(at.path, { a: "staged\n", b: "2\n", c: "new\n" });
  git(at.path, "add", "a");
  write(at.path, { a: "later\n" });
  await at.commit("Half", { what: "staged" });
  expect([
    git(at.path, "show", "HEAD:a"),
    git(at.path, "show", "HEAD:b"),
    git(at.path, "status", "--porcelain"),
  ]).toEqual(["staged", "1", " M a\n M b\n?? c"]);
  await expect(at.commit("None", { what: "staged" })).rejects.toMatchObject({ code: "nothing_to_commit" });
});

confined("with hooks, too, a commit takes what is staged alone", async () => {
  using at = fixture({ a: "1\n", b: "1\n" }, support);
  mkdirSync(join(at.root, ".git/hooks"), { recursive: true });
  write(join(at.root, ".git/hooks"), { "pre-commit": "#!/bin/sh\ngit diff --cached --name-only >&2; exit 0\n" });
  chmodSync(join(at.root, ".git/hooks/pre-commit"), 0o755);
  write(at.path, { a: "2\n", b: "2\n" });
  git(at.path, "add", "a");
  await at.commit("Half", { what: "staged" });
  expect([git(at.path, "show", "HEAD:a"), git(at.path, "status", "--porcelain")]).toEqual(["2", " M b"]);
});

test("an amendment replaces the last commit, keeps its author and takes new words", async () => {
  using at = fixture({ a: "1\n" });
  write(at.path, { a: "2\n" });
  git(at.path, "-c", "user.name=Grace", "commit", "-q", "-a", "-m", "First", "--author=Grace <g@example.org>");
  const first = git(at.path, "rev-parse", "HEAD");
  write(at.path, { b: "2\n" });
  await at.commit("Second try", amend(first));
  expect([logOf(at.path), git(at.path, "show", "HEAD:b"), git(at.path, "status", "--porcelain")]).toEqual([
    "Grace Second try",
    "2",
    "",
  ]);
  // Other words alone are a change, the same ones are none.
  const second = git(at.path, "rev-parse", "HEAD");
  await at.commit("Third", amend(second));
  const third = git(at.path, "rev-parse", "HEAD");
  await expect(at.commit("Third", amend(third))).rejects.toMatchObject({ code: "nothing_to_commit" });
  expect(logOf(at.path)).toBe("Grace Third");
});

confined("hooks run for an amendment as well", async () => {
  using at = fixture({ a: "1\n" }, support);
  write(at.path, { a: "2\n" });
  await at.commit("First");
  mkdirSync(join(at.root, ".git/hooks"), { recursive: true });
  write(join(at.root, ".git/hooks"), { "commit-msg": '#!/bin/sh\necho "Checked: yes" >> "$1"\n' });
  chmodSync(join(at.root, ".git/hooks/commit-msg"), 0o755);
  await at.commit("Second", amend(git(at.path, "rev-parse", "HEAD")));
  expect(git(at.path, "log", "--format=%B", "main..HEAD")).toBe("Second\nChecked: yes\n");
  // Without them when that is said.
  write(at.path, { a: "3\n" });
  await at.commit("Plain", { withoutHooks: true });
  expect(git(at.path, "log", "-1", "--format=%B")).toBe("Plain\n");
});

test("what was pushed is amended only when that is said, what is the base's never", async () => {
  using at = fixture({ a: "1\n" });
  at.remote();
  const base = git(at.path, "rev-parse", "HEAD");
  expect((await at.commits.status(at.place)).head).toMatchObject({ commit: base, amend: "of_base" });
  await expect(at.commit("x", amend(base))).rejects.toMatchObject({ code: "nothing_to_amend" });
  write(at.path, { a: "2\n" });
  await at.commit("Work");
  await at.commits.push(at.place, { withoutHooks: false });
  const pushed = git(at.path, "rev-parse", "HEAD");
  expect((await at.commits.status(at.place)).head).toEqual({ commit: pushed, message: "Work", amend: "pushed" });
  await expect(at.commit("x", amend(pushed))).rejects.toMatchObject({ code: "commit_pushed" });
  await at.commit("Rewritten", amend(pushed, true));
  expect(logOf(at.path)).toBe("Ada Rewritten");
});

test("an amendment of a commit that is no longer the last one is refused", async () => {
  using at = fixture({ a: "1\n" });
  write(at.path, { a: "2\n" });
  const { commit } = await at.commit("First");
  write(at.path, { a: "3\n" });
  await at.commit("Second");
  await expect(at.commit("x", amend(commit))).rejects.toMatchObject({ code: "base_moved" });
  const empty = makeRepository(join(at.folder, "empty"), {});
  git(empty, "update-ref", "-d", "HEAD");
  const request = { message: "x", what: "all", withoutHooks: false, ...amend(commit) } as const;
  await expect(at.commits.commit({ root: empty }, request)).rejects.toMatchObject({ code: "nothing_to_amend" });
});

test("the first commit of a repository can be amended", async () => {
  using at = fixture({});
  const alone = makeRepository(join(at.folder, "alone"), { a: "1\n" });
  write(alone, { a: "2\n" });
  const head = git(alone, "rev-parse", "HEAD");
  await at.commits.commit({ root: alone }, { message: "Better", what: "all", withoutHooks: false, ...amend(head) });
  expect([git(alone, "rev-list", "--count", "HEAD"), git(alone, "show", "HEAD:a")]).toEqual(["1", "2"]);
});

test("files that still hold the marks of a conflict are not committed, resolved ones are", async () => {
  using at = fixture({ a: "1\n" });
  write(at.root, { a: "main\n" });
  git(at.root, "commit", "-q", "-a", "-m", "Main");
  write(at.path, { a: "work\n" });
  git(at.path, "commit", "-q", "-a", "-m", "Work");
  expect(() => git(at.path, "merge", "-q", "main")).toThrow();
  expect(await at.commits.status(at.place)).toMatchObject({ merging: true, conflicted: ["a"] });
  await expect(at.commit("Merge")).rejects.toMatchObject({ code: "merge_conflict", detail: "a" });
  write(at.path, { a: "both\n" });
  await at.commit("Merge");
  expect([git(at.path, "log", "-1", "--format=%P").split(" ").length, git(at.path, "show", "HEAD:a")]).toEqual([
    2,
    "both",
  ]);
});

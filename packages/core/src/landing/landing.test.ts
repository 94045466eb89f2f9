import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, readFolder, write } from "../git/testing/repository.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";

/** All that a landing must leave alone in a checkout which it does not move. */
const everything = (root: string) => readFolder(root, [".git/objects", ".git/worktrees"]);

function commitWork(at: Fixture, files: Readonly<Record<string, string>>, message = "Work"): void {
  write(at.path, files);
  git(at.path, "add", "-A");
  git(at.path, "commit", "-q", "-m", message);
}

test("a merge lands on a base that is checked out, with its files, and other local files stay untouched", async () => {
  using at = fixture({ a: "1\n", b: "2\n", ".gitignore": "ignored\n" });
  commitWork(at, { a: "work\n", "new/file": "n\n" });
  write(at.root, { untracked: "mine\n", ignored: "mine too\n" });
  const base = git(at.root, "rev-parse", "main");
  const head = git(at.path, "rev-parse", "HEAD");
  const { commit } = await at.landing.land(at.place, { method: "merge", message: "Land it" });
  expect({
    main: git(at.root, "rev-parse", "main"),
    parents: git(at.root, "log", "-1", "--format=%P", "main"),
    author: git(at.root, "log", "-1", "--format=%an <%ae>: %s", "main"),
    status: git(at.root, "status", "--porcelain"),
    files: Object.keys(readFolder(at.root)),
    a: git(at.root, "show", "main:a"),
  }).toEqual({
    main: commit,
    parents: `${base} ${head}`,
    author: "Ada <ada@example.org>: Land it",
    status: "?? untracked",
    files: [".gitignore", "a", "b", "ignored", "new/file", "untracked"],
    a: "work",
  });
});

test("a squash is one commit on the base, after which there is nothing to land", async () => {
  using at = fixture({ a: "1\n" });
  commitWork(at, { a: "2\n" }, "First");
  commitWork(at, { b: "3\n" }, "Second");
  const base = git(at.root, "rev-parse", "main");
  const { commit } = await at.landing.land(at.place, { method: "squash", message: "Both" });
  expect(git(at.root, "log", "-1", "--format=%H %P %s", "main")).toBe(`${commit} ${base} Both`);
  expect((await at.landing.check(at.place)).state).toBe("nothing");
  await expect(at.landing.land(at.place, { method: "squash", message: "x" })).rejects.toMatchObject({
    code: "nothing_to_land",
  });
});

test("a base that is checked out nowhere moves alone; the project's checkout keeps all of its changes", async () => {
  using at = fixture({ a: "1\n", b: "2\n" });
  commitWork(at, { a: "work\n" });
  git(at.root, "checkout", "-q", "-b", "elsewhere");
  write(at.root, { a: "dirty\n", b: "staged\n", c: "new\n" });
  git(at.root, "add", "b");
  const skip = [".git/objects", ".git/worktrees", ".git/refs/heads/main", ".git/logs/refs/heads/main"];
  const before = readFolder(at.root, skip);
  const { commit } = await at.landing.land(at.place, { method: "squash", message: "Land" });
  expect([git(at.root, "rev-parse", "main"), readFolder(at.root, skip)]).toEqual([commit, before]);
});

test("a base that is checked out in another worktree is brought up to date there", async () => {
  using at = fixture({ a: "1\n" });
  commitWork(at, { a: "work\n" });
  git(at.root, "checkout", "-q", "-b", "elsewhere");
  const other = join(at.folder, "other");
  git(at.root, "worktree", "add", "-q", other, "main");
  await at.landing.land(at.place, { method: "merge", message: "Land" });
  expect([git(other, "status", "--porcelain"), git(other, "show", ":a")]).toEqual(["", "work"]);
});

test.each([
  ["a changed file", (root: string) => write(root, { b: "dirty\n" }), "b"],
  ["a staged file", (root: string) => (write(root, { b: "dirty\n" }), git(root, "add", "b")), "b"],
  ["a deleted file", (root: string) => rmSync(join(root, "b")), "b"],
  ["an untracked file in the way", (root: string) => write(root, { "new/file": "mine\n" }), "new/file"],
  ["an ignored file in the way", (root: string) => write(root, { "x.log": "mine\n" }), "x.log"],
  ["a file where a folder would come", (root: string) => write(root, { new: "mine\n" }), "new"],
  ["a link where a folder would come", (root: string) => symlinkSync("/tmp", join(root, "new")), "new"],
  [
    "an ignored file in a folder that becomes a file",
    (root: string) => write(root, { "d/y.log": "mine\n" }),
    "d/y.log",
  ],
])("%s in the base's checkout refuses the landing, and nothing moves", async (_, disturb, path) => {
  using at = fixture({ a: "1\n", b: "2\n", "d/x": "3\n", ".gitignore": "*.log\n" });
  rmSync(join(at.path, "d"), { recursive: true });
  write(at.path, { "x.log": "work\n" });
  git(at.path, "add", "-f", "x.log");
  commitWork(at, { a: "work\n", "new/file": "n\n", d: "file now\n" });
  disturb(at.root);
  const before = everything(at.root);
  const check = await at.landing.check(at.place);
  expect([check.state, check.paths, check.baseCheckedOutAt]).toEqual(["base_dirty", [path], at.root]);
  await expect(at.landing.land(at.place, { method: "merge", message: "x" })).rejects.toMatchObject({
    code: "base_dirty",
    detail: expect.stringContaining(path),
  });
  expect(everything(at.root)).toEqual(before);
});

test("a conflict refuses with its paths, and nothing moves", async () => {
  using at = fixture({ a: "1\n", b: "2\n" });
  commitWork(at, { a: "work\n", b: "more\n" });
  write(at.root, { a: "theirs\n" });
  git(at.root, "commit", "-q", "-a", "-m", "Theirs");
  const before = everything(at.root);
  const check = await at.landing.check(at.place);
  expect([check.state, check.paths, check.ahead, check.behind]).toEqual(["conflict", ["a"], 1, 1]);
  await expect(at.landing.land(at.place, { method: "squash", message: "x" })).rejects.toMatchObject({
    code: "merge_conflict",
    detail: "a",
  });
  expect(everything(at.root)).toEqual(before);
});

test("a base whose checkout is in the middle of a merge is not landed on, though no file of it changed", async () => {
  using at = fixture({ a: "1\n" });
  git(at.root, "switch", "-q", "-c", "theirs");
  git(at.root, "commit", "-q", "--allow-empty", "-m", "Theirs");
  git(at.root, "switch", "-q", "main");
  git(at.root, "merge", "-q", "--no-commit", "--no-ff", "theirs");
  commitWork(at, { a: "work\n" });
  const before = everything(at.root);
  expect(await at.landing.check(at.place)).toMatchObject({ state: "base_dirty", paths: [".git/MERGE_HEAD"] });
  await expect(at.landing.land(at.place, { method: "merge", message: "x" })).rejects.toMatchObject({
    code: "base_dirty",
    detail: expect.stringContaining(".git/MERGE_HEAD"),
  });
  expect(everything(at.root)).toEqual(before);
});

test("uncommitted work, a base that is gone and no base at all have their own answers", async () => {
  using at = fixture({ a: "1\n" });
  write(at.path, { n: "new\n" });
  const land = (place = at.place) => at.landing.land(place, { method: "merge", message: "x" });
  expect(await at.landing.check(at.place)).toMatchObject({ state: "uncommitted", uncommittedFiles: 1 });
  await expect(land()).rejects.toMatchObject({ code: "uncommitted_changes", detail: "n" });
  const gone = { ...at.place, base: "gone" };
  expect(await at.landing.check(gone)).toMatchObject({ state: "no_base" });
  await expect(land(gone)).rejects.toMatchObject({ code: "base_not_found", detail: "gone" });
  await expect(land({ ...at.place, base: undefined })).rejects.toMatchObject({ code: "base_not_found" });
  await expect(land({ ...at.place, worktreePath: join(at.folder, "no") })).rejects.toMatchObject({
    code: "worktree_missing",
  });
});

test("two threads that land at once both land, one after the other", async () => {
  using at = fixture({ a: "1\n", b: "2\n" });
  const other = join(at.folder, "second");
  git(at.root, "worktree", "add", "-q", "-b", "flightdeck/second", other);
  commitWork(at, { a: "work\n" });
  write(other, { b: "work\n" });
  git(other, "commit", "-q", "-a", "-m", "Other");
  const places = [at.place, { ...at.place, worktreePath: other, branch: "flightdeck/second" }];
  await Promise.all(places.map((place) => at.landing.land(place, { method: "squash", message: "x" })));
  expect([git(at.root, "status", "--porcelain"), git(at.root, "show", "main:a", "main:b")]).toEqual(["", "work\nwork"]);
});

test("a checkout that cannot be written is brought back, and the base stays", async () => {
  using at = fixture({ a: "1\n", z: "last\n" });
  commitWork(at, { a: "work\n", "m/new": "n\n", z: "changed\n" });
  // Not as young as the index, or git would look into it, and so through the filter.
  utimesSync(join(at.root, "z"), 1_700_000_000, 1_700_000_000);
  git(at.root, "update-index", "--refresh");
  // The last file of the move fails, after the others were written.
  git(at.root, "config", "filter.broken.smudge", "false");
  git(at.root, "config", "filter.broken.required", "true");
  mkdirSync(join(at.root, ".git/info"), { recursive: true });
  write(at.root, { ".git/info/attributes": "z filter=broken\n" });
  const before = { files: readFolder(at.root), main: git(at.root, "rev-parse", "main") };
  await expect(at.landing.land(at.place, { method: "merge", message: "x" })).rejects.toMatchObject({
    code: "git_failed",
  });
  rmSync(join(at.root, ".git/info/attributes"));
  expect({ files: readFolder(at.root), main: git(at.root, "rev-parse", "main") }).toEqual(before);
  expect(git(at.root, "status", "--porcelain")).toBe("");
});

test("a lock in the base's checkout refuses the landing, and nothing moves", async () => {
  using at = fixture({ a: "1\n" });
  commitWork(at, { a: "work\n" });
  write(at.root, { ".git/index.lock": "" });
  const before = everything(at.root);
  await expect(at.landing.land(at.place, { method: "merge", message: "x" })).rejects.toBeDefined();
  expect(everything(at.root)).toEqual(before);
});

test("a base ref that cannot be moved leaves its checkout as it was", async () => {
  using at = fixture({ a: "1\n" });
  commitWork(at, { a: "work\n", b: "new\n" });
  write(at.root, { ".git/refs/heads/main.lock": "" });
  const before = { files: readFolder(at.root), index: git(at.root, "ls-files", "--stage") };
  await expect(at.landing.land(at.place, { method: "merge", message: "x" })).rejects.toMatchObject({
    code: "git_failed",
  });
  expect({ files: readFolder(at.root), index: git(at.root, "ls-files", "--stage") }).toEqual(before);
});

test("no hook runs when work lands", async () => {
  using at = fixture({ a: "1\n" });
  commitWork(at, { a: "work\n" });
  for (const hook of ["pre-merge-commit", "post-merge", "post-checkout", "post-commit", "reference-transaction"]) {
    write(at.root, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch '${join(at.folder, "trap")}'\n` });
    chmodSync(join(at.root, ".git/hooks", hook), 0o755);
  }
  await at.landing.land(at.place, { method: "merge", message: "x" });
  expect(Object.keys(readFolder(at.folder, ["project", "linked", "home"]))).toEqual([]);
});

test("the suggested message is the one commit's own, or the branch in words over all subjects", async () => {
  using at = fixture({ a: "1\n" });
  const suggested = async () => (await at.landing.check(at.place)).suggestedMessage;
  const none = await suggested();
  commitWork(at, { a: "2\n" }, "Only one\n\nWith a body.");
  const one = await suggested();
  commitWork(at, { a: "3\n" }, "Second");
  expect([none, one, await suggested()]).toEqual([
    "Fix the bug",
    "Only one\n\nWith a body.",
    "Fix the bug\n\n- Only one\n- Second",
  ]);
});

test("renames, modes, links and odd names land as they are", async () => {
  using at = fixture({ moved: "1\n2\n3\n4\n5\n", run: "#!/bin/sh\n", "c r\n'": "x\n" });
  mkdirSync(join(at.path, "sub"));
  renameSync(join(at.path, "moved"), join(at.path, "sub/moved"));
  chmodSync(join(at.path, "run"), 0o755);
  symlinkSync("run", join(at.path, "link"));
  commitWork(at, { "c r\n'": "y\n", "-n": "z\n" });
  await at.landing.land(at.place, { method: "merge", message: "x" });
  expect(readFolder(at.root)).toEqual(readFolder(at.path));
});

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { git, makeRepository, readFolder, write } from "../git/testing/repository.ts";
import { detectSandbox } from "../sandbox/index.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";

const support = await detectSandbox();
const confined = test.skipIf(support.kind === "none");

const everything = (message: string) => ({ message, what: "all", withoutHooks: false }) as const;

function hook(at: Fixture, name: string, script: string): void {
  const folder = join(at.root, ".git/hooks");
  mkdirSync(folder, { recursive: true });
  write(folder, { [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder, name), 0o755);
}

let globalConfig: string | undefined;
beforeEach(() => {
  globalConfig = process.env["GIT_CONFIG_GLOBAL"];
  process.env["GIT_CONFIG_GLOBAL"] = "/dev/null";
});
afterEach(() => {
  if (globalConfig === undefined) delete process.env["GIT_CONFIG_GLOBAL"];
  else process.env["GIT_CONFIG_GLOBAL"] = globalConfig;
});

test("a commit holds everything that is not ignored, as the person, on the worktree's branch", async () => {
  using at = fixture({ a: "1\n", gone: "2\n", ".gitignore": "*.log\n" });
  write(at.path, { a: "2\n", "new\n'": "n\n", "x.log": "ignored\n" });
  git(at.path, "rm", "-q", "--cached", "gone");
  git(at.path, "add", "a");
  const { commit } = await at.commit("Do it\n\nWith a body.\n# kept");
  expect({
    head: git(at.path, "rev-parse", "refs/heads/flightdeck/fix-the-bug"),
    log: git(at.path, "log", "-1", "--format=%an <%ae> %cn%n%B"),
    files: git(at.path, "ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0").filter(Boolean),
    status: git(at.path, "status", "--porcelain"),
    reflog: git(at.path, "reflog", "-1", "--format=%gs"),
  }).toEqual({
    head: commit,
    log: "Ada <ada@example.org> Ada\nDo it\n\nWith a body.\n# kept\n",
    files: [".gitignore", "a", "gone", "new\n'"],
    status: "",
    reflog: "commit: Do it",
  });
});

test("nothing changed is nothing to commit", async () => {
  using at = fixture({ a: "1\n", ".gitignore": "*.log\n" });
  write(at.path, { "x.log": "ignored\n" });
  await expect(at.commit("x")).rejects.toMatchObject({ code: "nothing_to_commit" });
});

test("a merge in progress is concluded with both parents", async () => {
  using at = fixture({ a: "1\n" });
  write(at.root, { b: "main\n" });
  git(at.root, "add", "b");
  git(at.root, "commit", "-q", "-m", "Main");
  write(at.path, { c: "work\n" });
  git(at.path, "add", "c");
  git(at.path, "commit", "-q", "-m", "Work");
  git(at.path, "merge", "-q", "--no-commit", "main");
  await at.commit("Merge main");
  expect([git(at.path, "log", "-1", "--format=%P").split(" ").length, git(at.path, "status", "--porcelain")]).toEqual([
    2,
    "",
  ]);
  expect(existsSync(join(at.root, ".git/worktrees/linked/MERGE_HEAD"))).toBe(false);
});

test("a missing identity is told with what to do, and nothing is committed", async () => {
  using at = fixture({ a: "1\n" });
  git(at.root, "config", "--unset", "user.email");
  write(at.path, { a: "2\n" });
  const before = git(at.path, "rev-parse", "HEAD");
  await expect(at.commit("x")).rejects.toMatchObject({
    code: "git_failed",
    detail: expect.stringContaining("git config --global user.email"),
  });
  expect([git(at.path, "rev-parse", "HEAD"), git(at.path, "status", "--porcelain")]).toEqual([before, " M a"]);
});

test("hooks do not run unconfined where there is no sandbox: the commit is refused and says so", async () => {
  using at = fixture({ a: "1\n" });
  hook(at, "pre-commit", `touch '${at.folder}/trap'`);
  write(at.path, { a: "2\n" });
  await expect(at.commit("x")).rejects.toMatchObject({
    code: "hook_failed",
    detail: expect.stringContaining("sandbox"),
  });
  expect([existsSync(join(at.folder, "trap")), git(at.path, "status", "--porcelain")]).toEqual([false, " M a"]);
});

confined("hooks run in the sandbox and may change the files and the message", async () => {
  using at = fixture({ a: "1\n" }, support);
  hook(at, "pre-commit", "echo formatted > a; git add a; git stash list >/dev/null");
  hook(at, "commit-msg", 'echo "Signed-off-by: hook" >> "$1"');
  write(at.path, { a: "2\n", b: "3\n" });
  const { commit } = await at.commit("Work");
  expect([
    git(at.path, "show", `${commit}:a`),
    git(at.path, "log", "-1", "--format=%an %B"),
    git(at.path, "status", "--porcelain"),
    git(at.path, "fsck", "--no-dangling"),
  ]).toEqual(["formatted", "Ada Work\nSigned-off-by: hook\n", "", ""]);
});

confined("a hook that refuses is heard, and what was staged before is staged again", async () => {
  using at = fixture({ a: "1\n", b: "1\n" }, support);
  hook(at, "pre-commit", "echo 'line 3: no tabs here' >&2; exit 1");
  write(at.path, { a: "2\n", b: "2\n", c: "2\n" });
  git(at.path, "add", "a");
  const before = [git(at.path, "status", "--porcelain"), git(at.path, "rev-parse", "HEAD")];
  await expect(at.commit("x")).rejects.toMatchObject({
    code: "hook_failed",
    detail: "line 3: no tabs here",
  });
  expect([git(at.path, "status", "--porcelain"), git(at.path, "rev-parse", "HEAD")]).toEqual(before);
});

confined(
  "a hook that does not end is ended with whoever waits for it: before the commit nothing of it stays",
  async () => {
    using at = fixture({ a: "1\n", b: "1\n" }, support);
    const began = join(at.path, "began");
    hook(at, "pre-commit", "echo waiting; touch began; sleep 1000");
    write(at.path, { a: "2\n", b: "2\n", ".gitignore": "began\n" });
    git(at.path, "add", "a");
    const before = [git(at.path, "status", "--porcelain"), git(at.path, "rev-parse", "HEAD")];
    const life = new AbortController();
    const commit = at.commits.commit(at.place, everything("x"), life.signal);
    await expect.poll(() => existsSync(began), { timeout: 30_000 }).toBe(true);
    life.abort();
    await expect(commit).rejects.toMatchObject({ code: "hook_failed", detail: "It was stopped\nwaiting" });
    expect([git(at.path, "status", "--porcelain"), git(at.path, "rev-parse", "HEAD")]).toEqual(before);

    rmSync(join(at.root, ".git/hooks/pre-commit"));
    rmSync(began);
    hook(at, "post-commit", "touch began; sleep 1000");
    const again = new AbortController();
    const made = at.commits.commit(at.place, everything("y"), again.signal);
    await expect.poll(() => existsSync(began), { timeout: 30_000 }).toBe(true);
    again.abort();
    const { commit: head } = await made;
    expect([git(at.path, "rev-parse", "HEAD"), git(at.path, "status", "--porcelain")]).toEqual([head, ""]);
  },
);

confined("what is staged while a hook runs stays staged when it refuses, and what the commit staged goes", async () => {
  using at = fixture({ a: "1\n", b: "1\n" }, support);
  // As from a terminal, at the moment that counts.
  hook(at, "pre-commit", "echo meanwhile > b; git add b; echo later > b; exit 1");
  write(at.path, { a: "2\n" });
  const refused = { code: "hook_failed" };
  await expect(at.commit("Everything")).rejects.toMatchObject(refused);
  const status = () => git(at.path, "status", "--porcelain").split("\n");
  const all = [status(), git(at.path, "show", ":b")];
  git(at.path, "reset", "-q");
  git(at.path, "add", "a");
  await expect(at.commit("Staged", { what: "staged" })).rejects.toMatchObject(refused);
  expect([all, [status(), git(at.path, "show", ":b")]]).toEqual([
    [[" M a", "MM b"], "meanwhile"],
    [["M  a", "MM b"], "meanwhile"],
  ]);
});

confined("why a hook refused is told also when what was staged cannot be taken back", async () => {
  using at = fixture({ a: "1\n" }, support);
  hook(at, "pre-commit", 'echo "no tabs"; touch "$(git rev-parse --git-dir)/index.lock"; exit 1');
  write(at.path, { a: "2\n" });
  await expect(at.commit("x")).rejects.toMatchObject({
    code: "hook_failed",
    detail: expect.stringMatching(/^no tabs\n\nWhat was to be committed stays staged: Another git works/),
  });
});

confined("a refused commit leaves a conflict and an intended file as they were", async () => {
  using at = fixture({ a: "1\n" }, support);
  write(at.root, { a: "main\n" });
  git(at.root, "commit", "-q", "-am", "Main");
  write(at.path, { a: "work\n" });
  git(at.path, "commit", "-q", "-am", "Work");
  expect(() => git(at.path, "merge", "-q", "main")).toThrow("merge");
  write(at.path, { a: "resolved\n", fresh: "f\n" });
  git(at.path, "add", "-N", "fresh");
  hook(at, "pre-commit", "exit 1");
  const before = [git(at.path, "ls-files", "--stage"), git(at.path, "status", "--porcelain")];
  await expect(at.commit("Merge")).rejects.toMatchObject({ code: "hook_failed" });
  expect([git(at.path, "ls-files", "--stage"), git(at.path, "status", "--porcelain")]).toEqual(before);
});

test("a commit of everything while another git writes the index is refused with nothing changed", async () => {
  using at = fixture({ a: "1\n" });
  write(at.path, { a: "2\n" });
  const folder = join(at.root, ".git/worktrees/linked");
  const state = () => [
    git(at.path, "rev-parse", "HEAD"),
    git(at.path, "--no-optional-locks", "status", "--porcelain"),
    readdirSync(folder).filter((name) => name.includes("index")),
  ];
  write(folder, { "index.lock": "" });
  const before = state();
  await expect(at.commit("Work")).rejects.toMatchObject({ code: "index_locked" });
  const after = state();
  rmSync(join(folder, "index.lock"));
  await at.commit("Work");
  expect([after, state().slice(1)]).toEqual([before, ["", ["index"]]]);
});

confined("a hook cannot write hooks, settings, other branches, other worktrees or outside", async () => {
  using at = fixture({ a: "1\n" }, support);
  const git_ = join(at.root, ".git");
  const attempts = [
    `echo evil > '${git_}/hooks/post-checkout'`,
    `git config core.fsmonitor evil`,
    `git config --worktree core.fsmonitor evil`,
    `echo evil > '${git_}/config'`,
    `git update-ref refs/heads/main HEAD~0 && git update-ref refs/heads/evil HEAD`,
    `echo evil > '${git_}/worktrees/linked/flightdeck'`,
  ];
  // Outside there may be a private temp folder to write to; what counts is that nothing arrives.
  const outside = [`echo evil > '${at.root}/a'`, `echo evil > '${at.folder}/escaped'`];
  write(git_, { "worktrees/linked/flightdeck": "w1\n" });
  const script = attempts.map((attempt, i) => `(${attempt}) 2>/dev/null && echo "${i} got through" >> got`);
  hook(at, "pre-commit", [...script, ...outside, "exit 0"].join("\n"));
  const guarded = () =>
    readFolder(at.folder, ["linked", "home", "project/.git/objects", "project/.git/worktrees", "project/.git/logs"]);
  const before = guarded();
  write(at.path, { a: "2\n" });
  await at.commit("Work");
  const after = guarded();
  const own = "project/.git/refs/heads/flightdeck/fix-the-bug";
  delete before[own];
  delete after[own];
  expect(existsSync(join(at.path, "got")) ? readFileSync(join(at.path, "got"), "utf8") : "").toBe("");
  expect(after).toEqual(before);
  expect(readFileSync(join(git_, "worktrees/linked/flightdeck"), "utf8")).toBe("w1\n");
});

confined("a commit in the project's own checkout works with its git dir protected", async () => {
  using at = fixture({ a: "1\n" }, support);
  hook(at, "pre-commit", `echo evil > '${at.root}/.git/config'; echo evil > '${at.root}/.git/hooks/x'; exit 0`);
  write(at.root, { a: "2\n" });
  const config = readFileSync(join(at.root, ".git/config"), "utf8");
  const { commit } = await at.commits.commit({ root: at.root }, everything("Local"));
  expect([git(at.root, "rev-parse", "main"), git(at.root, "status", "--porcelain")]).toEqual([commit, ""]);
  expect([readFileSync(join(at.root, ".git/config"), "utf8"), existsSync(join(at.root, ".git/hooks/x"))]).toEqual([
    config,
    false,
  ]);
});

confined("hooks of a folder in the worktree run confined too", async () => {
  using at = fixture({ a: "1\n", "husky/pre-commit": "#!/bin/sh\necho refused by husky; exit 1\n" }, support);
  git(at.root, "config", "core.hooksPath", "husky");
  chmodSync(join(at.path, "husky/pre-commit"), 0o755);
  write(at.path, { a: "2\n" });
  await expect(at.commit("x")).rejects.toMatchObject({
    code: "hook_failed",
    detail: "refused by husky",
  });
});

confined("a detached HEAD and a repository without a commit can be committed to", async () => {
  using at = fixture({ a: "1\n" }, support);
  git(at.path, "checkout", "-q", "--detach");
  hook(at, "pre-commit", "exit 0");
  write(at.path, { a: "2\n" });
  const { commit } = await at.commit("Detached");
  expect(git(at.path, "rev-parse", "HEAD")).toBe(commit);
  const empty = makeRepository(join(at.folder, "empty"), {});
  git(empty, "update-ref", "-d", "HEAD");
  write(empty, { a: "1\n" });
  const first = await at.commits.commit({ root: empty }, everything("First"));
  expect(git(empty, "rev-parse", "main")).toBe(first.commit);
});

test("what a garbage collection took between a look and the commit is stored again", async () => {
  using at = fixture({ a: "1\n" });
  write(at.path, { a: "2\n", b: "3\n" });
  await at.shadows.storedTree(at.path);
  git(at.root, "gc", "-q", "--prune=now");
  await at.commit("Work");
  expect([git(at.path, "show", "HEAD:b"), git(at.path, "fsck", "--no-dangling")]).toEqual(["3", ""]);
});

confined("filters run for a commit, in the sandbox, and what they stored is no change afterwards", async () => {
  using at = fixture({ "a.f": "1\n", ".gitattributes": "*.f filter=own\n" }, support);
  git(at.root, "config", "filter.own.clean", `touch '${at.root}/trap'; tr a-z A-Z`);
  git(at.root, "config", "filter.own.smudge", "tr A-Z a-z");
  write(at.path, { "a.f": "text\n" });
  // Git compares files as young as its index by content, and so through the filter.
  utimesSync(join(at.path, "a.f"), 1_700_000_000, 1_700_000_000);
  const { commit } = await at.commit("Work");
  expect([git(at.path, "show", `${commit}:a.f`), existsSync(join(at.root, "trap"))]).toEqual(["TEXT", false]);
  expect(await at.commits.status(at.place)).toMatchObject({ changedFiles: 0 });
  await expect(at.commit("Again")).rejects.toMatchObject({ code: "nothing_to_commit" });
});

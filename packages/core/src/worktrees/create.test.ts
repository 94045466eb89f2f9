import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ThreadId, type ThreadWorktree } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { git, makeRepository, readFolder, write } from "../git/testing/repository.ts";
import { detectSandbox } from "../sandbox/index.ts";
import { noSandbox, testHome } from "./testing/home.ts";

const t1 = ThreadId.parse("t1");
const support = await detectSandbox();

test("a plan answers with a free branch and folder, and puts nothing on disk", async () => {
  using home = testHome();
  const planned = await home.worktrees.plan({ project: home.project, threadId: t1, title: "Fix  the “Ünïcode” bug!" });
  const path = join(home.folder, "home/worktrees/my-project/fix-the-unicode-bug");
  expect(planned).toEqual({
    id: "w1",
    state: "creating",
    path,
    branch: "flightdeck/fix-the-unicode-bug",
    base: "main",
    baseCommit: git(home.root, "rev-parse", "main"),
    message: undefined,
  });
  expect(existsSync(path)).toBe(false);
});

test("plans made at the same time get names of their own", async () => {
  using home = testHome();
  git(home.root, "branch", "flightdeck/same");
  const plans = await Promise.all(
    ["a", "b", "c"].map((id) =>
      home.worktrees.plan({ project: home.project, threadId: ThreadId.parse(id), title: "Same" }),
    ),
  );
  expect(plans.map(({ branch }) => branch).sort()).toEqual([
    "flightdeck/same-2",
    "flightdeck/same-3",
    "flightdeck/same-4",
  ]);
});

test("a branch named flightdeck leaves room for ours", async () => {
  using home = testHome();
  git(home.root, "branch", "flightdeck");
  expect(await home.make("日本")).toMatchObject({ state: "ready", branch: "flightdeck-thread" });
});

test("branches begin as the person wants, with dashes where a branch of the prefix's name is in the way", async () => {
  using home = testHome(undefined, noSandbox, { branchPrefix: "Ada/topic/" });
  expect(await home.make("Mend it")).toMatchObject({ branch: "Ada/topic/mend-it" });
  using beside = testHome(undefined, noSandbox, { branchPrefix: "Ada/topic/" });
  git(beside.root, "branch", "Ada");
  git(beside.root, "branch", "Ada-topic-mend-it");
  expect(await beside.make("Mend it")).toMatchObject({ branch: "Ada-topic-mend-it-2" });
  using bare = testHome(undefined, noSandbox, { branchPrefix: "" });
  const made = await bare.make("Mend it");
  expect(made).toMatchObject({ branch: "mend-it" });
  bare.worktrees.setBranch(ThreadId.parse("t-Mendit"), "other");
  expect(bare.worktrees.list()[0]?.branch).toBe("other");
});

test("a worktree starts from a branch, a tag, a commit or a detached HEAD", async () => {
  using home = testHome();
  const first = git(home.root, "rev-parse", "HEAD");
  git(home.root, "tag", "v1");
  write(home.root, { "a.txt": "second\n" });
  git(home.root, "commit", "-q", "-a", "-m", "Second");
  git(home.root, "branch", "topic", "v1");
  git(home.root, "checkout", "-q", "--detach", "main");
  const second = git(home.root, "rev-parse", "HEAD");
  const starts = [
    await home.make("branch", { base: "topic" }),
    await home.make("tag", { base: "v1" }),
    await home.make("commit", { base: first.slice(0, 10) }),
    await home.make("head"),
    await home.make("ref", { base: "refs/heads/main" }),
  ];
  expect(starts.map(({ state, base, baseCommit }) => ({ state, base, baseCommit }))).toEqual([
    { state: "ready", base: "topic", baseCommit: first },
    { state: "ready", base: undefined, baseCommit: first },
    { state: "ready", base: undefined, baseCommit: first },
    { state: "ready", base: undefined, baseCommit: second },
    { state: "ready", base: "main", baseCommit: second },
  ]);
  expect(starts.map(({ path }) => git(path, "rev-parse", "HEAD"))).toEqual([first, first, first, second, second]);
});

test("a base that does not exist and a repository without a commit have their own codes", async () => {
  using home = testHome();
  const plan = (path: string, base?: string) =>
    home.worktrees.plan({ project: { ...home.project, path }, threadId: t1, title: "x", base });
  await expect(plan(home.root, "nowhere")).rejects.toMatchObject({ code: "branch_not_found", detail: "nowhere" });
  await expect(plan(home.root, "--all")).rejects.toMatchObject({ code: "branch_not_found" });
  const empty = join(home.folder, "empty");
  mkdirSync(empty);
  git(empty, "init", "-q");
  await expect(plan(empty)).rejects.toMatchObject({ code: "empty_repository" });
});

test("local changes come along only when asked for, unstaged, and the source stays as it is", async () => {
  using home = testHome({ a: "1", b: "2", "d/x": "3", f: "4", ".gitignore": "ignored\n" });
  write(home.root, { a: "staged", "new\n'file": "5", ignored: "6", "f2/inner": "7" });
  git(home.root, "add", "a");
  rmSync(join(home.root, "b"));
  rmSync(join(home.root, "d"), { recursive: true });
  symlinkSync("/etc", join(home.root, "d"));
  rmSync(join(home.root, "f"));
  write(home.root, { "f/inner": "8" });
  chmodSync(join(home.root, "f/inner"), 0o755);
  const without = await home.make("without");
  const withThem = await home.make("with", { copyLocalChanges: true });
  expect(withThem.message).toBeUndefined();
  expect(git(without.path, "status", "--porcelain")).toBe("");
  const expected = readFolder(home.root);
  delete expected["ignored"];
  expect(readFolder(withThem.path)).toEqual(expected);
  expect(git(withThem.path, "diff", "--cached", "--name-only")).toBe("");
  expect(withThem.message).toBeUndefined();
});

test("a link to itself that took a folder's place comes along", async () => {
  using home = testHome({ "d/x": "1", "d/y/z": "2" });
  rmSync(join(home.root, "d"), { recursive: true });
  symlinkSync("d", join(home.root, "d"));
  const made = await home.make("loop", { copyLocalChanges: true });
  expect([made.state, made.message, readFolder(made.path)]).toEqual(["ready", undefined, { d: "link d" }]);
});

test("local changes onto another base are merged, and left behind with a word when they conflict", async () => {
  using home = testHome({ a: "1\n2\n3\n4\n5\n", b: "b\n" });
  git(home.root, "branch", "old");
  write(home.root, { a: "one\n2\n3\n4\n5\n" });
  git(home.root, "commit", "-q", "-a", "-m", "Only on main");
  write(home.root, { a: "one\n2\n3\n4\nfive\n", c: "new\n" });
  const merged = await home.make("merged", { base: "old", copyLocalChanges: true });
  expect([readFileSync(join(merged.path, "a"), "utf8"), git(merged.path, "status", "--porcelain")]).toEqual([
    "1\n2\n3\n4\nfive\n",
    " M a\n?? c",
  ]);
  write(home.root, { a: "uno\n2\n3\n4\n5\n" });
  const conflicting = await home.make("conflicting", { base: "old", copyLocalChanges: true });
  expect([conflicting.state, conflicting.message, git(conflicting.path, "status", "--porcelain")]).toEqual([
    "ready",
    "These local changes did not come along: a",
    "",
  ]);
});

test(".worktreeinclude names ignored files that come along; links, tracked paths and outsides do not", async () => {
  using home = testHome({
    ".gitignore": ".env*\nsecrets\nlinked\nconfig/local\n",
    ".worktreeinclude": ".env*\n!.env.skip\nsecrets/\nlinked\nconfig/local\nplain.txt\n",
    "config/kept": "",
  });
  write(home.root, { ".env": "KEY=1", ".env.skip": "no", "secrets/a b": "s", "plain.txt": "untracked" });
  symlinkSync("/etc/passwd", join(home.root, "linked"));
  chmodSync(join(home.root, ".env"), 0o600);
  write(home.root, { "config/local": "theirs" });
  git(home.root, "checkout", "-q", "-b", "trap");
  git(home.root, "rm", "-q", "config/kept");
  symlinkSync(home.folder, join(home.folder, "swapped"));
  const made = await home.make("include", { base: "main" });
  expect(made.message).toBeUndefined();
  const copied = Object.keys(readFolder(made.path)).filter((path) => !git(made.path, "ls-files", "--", path));
  expect(copied).toEqual([".env", "config/local", "secrets/a b"]);
  expect(readFolder(made.path)[".env"]).toBe(readFolder(home.root)[".env"]);
});

test("a file of .worktreeinclude is not written through a link that the base holds", async () => {
  using home = testHome({ ".gitignore": "conf/local\n", ".worktreeinclude": "conf/local\n", keep: "" });
  const outside = join(home.folder, "outside");
  mkdirSync(outside);
  git(home.root, "checkout", "-q", "-b", "linked");
  symlinkSync(outside, join(home.root, "conf"));
  git(home.root, "add", "conf");
  git(home.root, "commit", "-q", "-m", "A link");
  git(home.root, "checkout", "-q", "main");
  write(home.root, { "conf/local": "secret" });
  const made = await home.make("through", { base: "linked" });
  expect([made.state, made.message, readFolder(outside)]).toEqual(["ready", undefined, {}]);
});

test("a worktree that cannot be made says why and leaves no folder, branch or git dir", async () => {
  using home = testHome();
  const before = readFolder(home.root, [".git/objects", ".git/worktrees", ".git/packed-refs"]);
  const planned = await home.worktrees.plan({ project: home.project, threadId: t1, title: "Blocked" });
  git(home.root, "branch", "flightdeck/blocked");
  const options = { copyLocalChanges: false, onProgress: () => undefined, onSetupOutput: () => undefined };
  const failed = await home.worktrees.create(planned.id, options);
  git(home.root, "branch", "-D", "flightdeck/blocked");
  expect(failed).toMatchObject({ state: "failed", message: expect.stringContaining("flightdeck/blocked") });
  expect(readFolder(home.root, [".git/objects", ".git/worktrees", ".git/packed-refs"])).toEqual(before);
  expect([existsSync(planned.path), home.worktrees.forThread(t1)?.state]).toEqual([false, "failed"]);
});

test("making is stopped by its signal and taken back", async () => {
  using home = testHome();
  const planned = await home.worktrees.plan({ project: home.project, threadId: t1, title: "Stopped" });
  const abort = new AbortController();
  const stopped = await home.worktrees.create(planned.id, {
    copyLocalChanges: true,
    onProgress: ({ message }) => (message === "Copying local changes" ? abort.abort() : undefined),
    onSetupOutput: () => undefined,
    signal: abort.signal,
  });
  expect([
    stopped.state,
    stopped.message,
    existsSync(planned.path),
    git(home.root, "branch", "--list", "flightdeck/*"),
  ]).toEqual(["failed", "Stopped", false, ""]);
  expect(git(home.root, "worktree", "list", "--porcelain").match(/^worktree /gm)).toHaveLength(1);
});

test("no hook of the repository runs when a worktree is made", async () => {
  using home = testHome();
  const trap = join(home.folder, "trap");
  for (const hook of ["post-checkout", "reference-transaction", "post-index-change"]) {
    write(home.root, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch '${trap}'\n` });
    chmodSync(join(home.root, ".git/hooks", hook), 0o755);
  }
  const made = await home.make("hooks", { copyLocalChanges: true });
  expect([made.state, existsSync(trap)]).toEqual(["ready", false]);
});

test.skipIf(support.kind === "none")("the setup script runs confined, and its output is heard", async () => {
  const script = `#!/bin/sh\necho "in $PWD"\necho made > made\necho bad > /flightdeck-escape || echo refused\n`;
  using home = testHome({ ".flightdeck/setup": script }, support);
  const said: string[] = [];
  const states: string[] = [];
  const planned = await home.worktrees.plan({ project: home.project, threadId: t1, title: "Setup" });
  const made = await home.worktrees.create(planned.id, {
    copyLocalChanges: false,
    onProgress: ({ state }) => states.push(state),
    onSetupOutput: (chunk) => said.push(chunk),
  });
  expect([made.state, made.message, states.at(-1)]).toEqual(["ready", undefined, "setting_up"]);
  expect(said.join("")).toContain(`in ${made.path}\n`);
  expect(said.join("")).toContain("refused");
  expect(readFileSync(join(made.path, "made"), "utf8")).toBe("made\n");
});

test.skipIf(support.kind === "none")("a setup script that fails leaves a worktree that says so", async () => {
  using home = testHome({ ".flightdeck/setup.sh": "echo no >&2; exit 3\n" }, support);
  const made = await home.make("broken");
  expect([made.state, made.message]).toEqual(["ready", "The setup script failed: ended with code 3"]);
});

test("several worktrees of one repository are made at once", async () => {
  using home = testHome();
  const made = await Promise.all(["one", "two", "three", "four"].map((title) => home.make(title)));
  expect(made.map(({ state, message }: ThreadWorktree) => [state, message])).toEqual(
    Array.from({ length: 4 }, () => ["ready", undefined]),
  );
});

test("a repository at a path with quotes, spaces and newlines has worktrees like any other", async () => {
  using home = testHome();
  const root = makeRepository(join(home.folder, 'it\'s "odd"\nü'));
  const made = await home.make("odd", { project: { ...home.project, name: "odd\n", path: root } });
  expect([made.state, git(made.path, "status", "--porcelain")]).toEqual(["ready", ""]);
});

test.skipIf(support.kind === "none")(
  "the setup script of a project that is not trusted does not run, and that is told",
  async () => {
    using home = testHome({ ".flightdeck/setup": "#!/bin/sh\ntouch made\n" }, support, { trusted: false });
    const made = await home.make("untrusted");
    expect([made.state, made.message, existsSync(join(made.path, "made"))]).toEqual([
      "ready",
      expect.stringContaining("setup script did not run, because the project is not trusted"),
      false,
    ]);
  },
);

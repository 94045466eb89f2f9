import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, linkSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository, readFolder, write } from "../git/testing/repository.ts";
import { fixture, type Fixture, threadId } from "./testing/fixture.ts";

const numbered = (count: number, changed: Readonly<Record<number, string>> = {}, end = "\n"): string =>
  Array.from({ length: count }, (_, i) => `${changed[i + 1] ?? `line ${i + 1}`}${end}`).join("");

const line = (path: string, ...lines: readonly number[]) => [{ path, lines: { removed: lines, added: lines } }];

/** What a person has: files with their permissions, what is staged, and what git thinks of both. */
const stateOf = (at: Fixture) => ({ files: readFolder(at.root), entries: at.entries() });

const makeTree = (at: Fixture, entries: string): string =>
  execFileSync("git", ["mktree", "-z"], { cwd: at.root, input: entries }).toString().trim();

/** A checkout in which every kind of change was made. */
function everyKind(): Fixture {
  const at = fixture({
    changed: numbered(20),
    gone: "1\n2\n",
    moved: numbered(30),
    mode: "m\n",
    type: "t\n",
    picture: Uint8Array.of(0, 1, 2),
    emptied: "e\n",
    "crlf.txt": "1\r\n2\n3\r\n",
  });
  write(at.root, {
    changed: numbered(20, { 2: "two", 19: "nineteen" }),
    "new/deep/file": "n\n",
    picture: Uint8Array.of(0, 9, 255),
    empty: "",
    emptied: "",
    "crlf.txt": "1\r\nzwei\n3\r\n4",
    "ü ' \"\n": "odd\n",
  });
  chmodSync(join(at.root, "new/deep/file"), 0o600);
  rmSync(join(at.root, "gone"));
  renameSync(join(at.root, "moved"), join(at.root, "to here"));
  chmodSync(join(at.root, "mode"), 0o755);
  rmSync(join(at.root, "type"));
  symlinkSync("nowhere", join(at.root, "type"));
  return at;
}

const kinds = [
  "changed",
  "new/deep/file",
  "gone",
  "to here",
  "mode",
  "type",
  "picture",
  "empty",
  "emptied",
  "crlf.txt",
  "ü ' \"\n",
];

test.each(kinds)(
  "file %j is staged, unstaged, reverted and brought back whole, and no other one is touched",
  async (path) => {
    using at = everyKind();
    const before = stateOf(at);
    const concerned = path === "to here" ? ["to here", "moved"] : [path];
    const others = ({ files, entries }: ReturnType<typeof stateOf>) => ({
      files: Object.fromEntries(Object.entries(files).filter(([name]) => !concerned.includes(name))),
      entries: entries.filter((entry) => !concerned.some((name) => entry.endsWith(`\t${name}`))),
    });

    await at.stage([{ path }]);
    expect(git(at.root, "status", "--porcelain", "-z", "--no-renames", "--", ...concerned).replace(/ .*/s, "")).toMatch(
      /^[AMDT]$/,
    );
    expect([readFolder(at.root), others(stateOf(at))]).toEqual([before.files, others(before)]);
    await at.unstage([{ path }]);
    expect(stateOf(at)).toEqual(before);

    await at.stage([{ path }]);
    const staged = stateOf(at);
    const { id } = await at.revert([{ path }]);
    expect(git(at.root, "status", "--porcelain", "--", ...concerned)).toBe("");
    expect(others(stateOf(at))).toEqual(others(before));
    await at.changes.undo(at.place, id);
    expect([stateOf(at), at.changes.reverts(threadId)]).toEqual([staged, []]);
  },
);

test("everything is staged, unstaged, reverted and brought back at once", async () => {
  using at = everyKind();
  const before = stateOf(at);
  expect(await at.stage("all")).toEqual({ files: 11, leftOut: [] });
  expect(git(at.root, "diff", "--name-only")).toBe("");
  await at.unstage("all", "staged");
  expect(stateOf(at)).toEqual(before);
  const { id, files } = await at.revert("all");
  expect([files, git(at.root, "status", "--porcelain"), existsSync(join(at.root, "new"))]).toEqual([11, "", false]);
  git(at.root, "gc", "-q", "--prune=now"); // What comes back is kept from git's own tidying.
  await at.changes.undo(at.place, id);
  expect(stateOf(at)).toEqual(before);
});

test("a file whose name is no UTF-8 is acted on like any other", async () => {
  using at = fixture({ a: "1\n" });
  const odd = Buffer.from(`${at.root}/b\xffd`, "latin1");
  writeFileSync(odd, "odd\n");
  await at.stage("all");
  expect(git(at.root, "status", "--porcelain")).toBe('A  "b\\377d"');
  const { id, path } = await at.revert([{ path: "b\ufffdd" }]);
  expect([path, existsSync(odd), git(at.root, "status", "--porcelain")]).toEqual(["b\ufffdd", false, ""]);
  await at.changes.undo(at.place, id);
  expect([readFileSync(odd, "utf8"), git(at.root, "status", "--porcelain")]).toEqual(["odd\n", 'A  "b\\377d"']);
});

test("all lines of a new file are the file, and some lines of a deleted one bring back those", async () => {
  using at = fixture({ gone: "1\n2\n3\n" });
  rmSync(join(at.root, "gone"));
  write(at.root, { "new/file": "a\nb\n" });
  await at.stage([
    { path: "gone", lines: { removed: [2], added: [] } },
    { path: "new/file", lines: { removed: [], added: [2] } },
  ]);
  expect([String(at.staged("gone")), String(at.staged("new/file"))]).toEqual(["1\n3\n", "b\n"]);
  await at.unstage([{ path: "new/file", lines: { removed: [], added: [1, 2] } }]);
  expect(at.entries().map((entry) => entry.split("\t")[1])).toEqual(["gone"]);
  await at.revert([
    { path: "gone", lines: { removed: [1, 3], added: [] } },
    { path: "new/file", lines: { removed: [], added: [1, 2] } },
  ]);
  expect([String(at.read("gone")), existsSync(join(at.root, "new"))]).toEqual(["1\n3\n", false]);
});

test("lines of a renamed file are staged with its name, and reverted without it", async () => {
  using at = fixture({ old: numbered(30) });
  rmSync(join(at.root, "old"));
  write(at.root, { new: numbered(30, { 3: "three", 28: "other" }) });
  await at.stage(line("new", 3));
  expect(at.entries().map((entry) => entry.split("\t")[1])).toEqual(["new"]);
  expect(String(at.staged("new"))).toBe(numbered(30, { 3: "three" }));
  await at.revert(line("new", 28));
  expect([String(at.read("new")), existsSync(join(at.root, "old"))]).toEqual([numbered(30, { 3: "three" }), false]);
});

test("lines keep the ends that they have on disk, and those that come back get what a checkout gives them", async () => {
  using at = fixture({
    ".gitattributes": "*.win text eol=crlf\n*.auto text=auto\n",
    "a.win": numbered(9, {}, "\r\n"),
    "a.auto": numbered(9),
  });
  // Written by a tool that minds no rules: every other line ends as on another system.
  const mixed = numbered(9, { 2: "two", 8: "eight" }).replaceAll(/(line [13579])\n/g, "$1\r\n");
  write(at.root, { "a.win": mixed, "a.auto": mixed });
  for (const path of ["a.win", "a.auto"]) {
    await at.stage(line(path, 8));
    expect(String(at.staged(path))).toBe(numbered(9, { 8: "eight" }));
    await at.unstage(line(path, 8));
    await at.revert(line(path, 2));
  }
  const back = (end: string) => mixed.replace("two\n", `line 2${end}`);
  expect([String(at.read("a.win")), String(at.read("a.auto"))]).toEqual([back("\r\n"), back("\n")]);
  await at.revert([{ path: "a.win" }]);
  expect(git(at.root, "status", "--porcelain")).toBe(" M a.auto");
});

test("a file in another encoding is reverted line by line as git would write it", async () => {
  const utf16 = (text: string) => Buffer.from(text, "utf16le");
  using at = fixture({ ".gitattributes": "*.u working-tree-encoding=UTF-16LE\n", "a.u": utf16(numbered(9)) });
  write(at.root, { "a.u": utf16(numbered(9, { 2: "zwei ü", 8: "acht" })) });
  await at.stage(line("a.u", 2));
  expect(String(at.staged("a.u"))).toBe(numbered(9, { 2: "zwei ü" }));
  await at.revert(line("a.u", 8));
  expect(at.read("a.u")).toEqual(utf16(numbered(9, { 2: "zwei ü" })));
});

test("what changed since it was shown is refused, unless the chosen lines are as they were", async () => {
  using at = fixture({ a: numbered(30) });
  write(at.root, { a: numbered(30, { 5: "five", 25: "other" }) });
  const compared = await at.compare();
  const [, old = "", shown = ""] = /index (\w+)\.\.(\w+)/.exec(git(at.root, "diff", "--", "a")) ?? [];
  const selection = (number: number) => ({
    fingerprint: compared.fingerprint,
    files: [{ path: "a", lines: { removed: [number], added: [number] }, shown: { old, new: shown } }],
  });
  write(at.root, { a: `first\n${numbered(30, { 5: "five", 25: "changed again" })}` });
  const now = await at.compare();
  const files = readFolder(at.root);
  for (const act of ["stage", "revert"] as const)
    await expect(at.changes[act](at.place, now, selection(25))).rejects.toMatchObject({
      code: expect.stringMatching(/^changed_(since|later)$/),
    });
  expect([readFolder(at.root), git(at.root, "diff", "--cached", "--name-only")]).toEqual([files, ""]);
  await expect(at.changes.stage(at.place, now, { ...selection(5), files: [{ path: "a" }] })).rejects.toMatchObject({
    code: "changed_since",
  });
  await expect(at.changes.revert(at.place, now, { ...selection(5), files: "all" })).rejects.toMatchObject({
    code: "changed_since",
  });
  await at.changes.stage(at.place, now, selection(5));
  expect(String(at.staged("a"))).toBe(numbered(30, { 5: "five" }));
  await at.changes.revert(at.place, now, selection(5));
  expect(String(at.read("a"))).toBe(`first\n${numbered(30, { 25: "changed again" })}`);
});

test("of a turn its own lines alone are reverted, and nothing where later changes touch them", async () => {
  using at = fixture({ a: numbered(30), b: "b\n" });
  write(at.root, { a: numbered(30, { 3: "before the turn" }) });
  const before = await at.checkpoint();
  write(at.root, { a: numbered(30, { 3: "before the turn", 10: "turn", 20: "turn" }), "new file": "n\n" });
  const after = await at.checkpoint();
  write(at.root, { a: numbered(30, { 3: "before the turn", 10: "turn", 20: "turn, then later", 28: "later" }) });
  const files = readFolder(at.root);
  const scope = { before, after };
  await expect(at.revert([{ path: "a" }], scope)).rejects.toMatchObject({ code: "changed_later", detail: "a" });
  await expect(at.revert("all", scope)).rejects.toMatchObject({ code: "changed_later" });
  expect(readFolder(at.root)).toEqual(files);
  await at.revert(line("a", 10), scope);
  expect(String(at.read("a"))).toBe(numbered(30, { 3: "before the turn", 20: "turn, then later", 28: "later" }));
  await at.revert([{ path: "new file" }], scope);
  expect(existsSync(join(at.root, "new file"))).toBe(false);
});

test("a revert is undone among later changes, in any order, and not where they touch its lines", async () => {
  using at = fixture({ a: numbered(30) });
  write(at.root, { a: numbered(30, { 5: "five", 15: "fifteen", 25: "other" }) });
  const first = await at.revert(line("a", 5));
  const second = await at.revert(line("a", 15));
  expect(at.changes.reverts(threadId).map(({ id }) => id)).toEqual([second.id, first.id]);
  write(at.root, { a: numbered(30, { 15: "in the way", 25: "other", 30: "later" }) });
  await expect(at.changes.undo(at.place, second.id)).rejects.toMatchObject({ code: "changed_later" });
  await at.changes.undo(at.place, first.id);
  expect(String(at.read("a"))).toBe(numbered(30, { 5: "five", 15: "in the way", 25: "other", 30: "later" }));
  await expect(at.changes.undo(at.place, first.id)).rejects.toMatchObject({ code: "revert_not_found" });
});

test("a change that was staged and made anew since is staged and unstaged as one", async () => {
  using at = fixture({ a: numbered(30) });
  write(at.root, { a: numbered(30, { 5: "first try", 25: "other" }) });
  git(at.root, "add", "a");
  write(at.root, { a: numbered(30, { 5: "second try", 25: "other" }) });
  await at.stage(line("a", 5));
  expect(String(at.staged("a"))).toBe(numbered(30, { 5: "second try", 25: "other" }));
  write(at.root, { a: numbered(30, { 5: "third try", 25: "other" }) });
  await at.unstage(line("a", 5));
  expect(String(at.staged("a"))).toBe(numbered(30, { 25: "other" }));
});

test("files in conflict are left alone, but for one that is resolved", async () => {
  using at = fixture({ a: "1\n", b: "1\n" });
  git(at.root, "checkout", "-q", "-b", "topic");
  write(at.root, { a: "topic\n", b: "topic\n" });
  git(at.root, "commit", "-q", "-a", "-m", "Topic");
  git(at.root, "checkout", "-q", "main");
  write(at.root, { a: "main\n", b: "main\n" });
  git(at.root, "commit", "-q", "-a", "-m", "Main");
  expect(() => git(at.root, "merge", "topic")).toThrow();
  write(at.root, { c: "new\n" });
  const before = stateOf(at);
  await expect(at.stage([{ path: "a" }])).rejects.toMatchObject({ code: "file_in_conflict", detail: "a" });
  await expect(at.revert([{ path: "a" }])).rejects.toMatchObject({ code: "file_in_conflict" });
  expect(stateOf(at)).toEqual(before);
  expect((await at.revert("all")).leftOut).toEqual([
    { path: "a", reason: "conflict" },
    { path: "b", reason: "conflict" },
  ]);
  write(at.root, { a: "both\n" });
  await at.stage([{ path: "a" }]);
  expect(git(at.root, "ls-files", "--unmerged").split("\n").length).toBe(3);
});

test("a submodule's commit is staged and unstaged; taking it back is not ours", async () => {
  using at = fixture({ a: "1\n" });
  const inner = makeRepository(join(at.root, "inner"), { x: "1\n" });
  git(at.root, "add", "inner");
  git(at.root, "commit", "-q", "-m", "Inner");
  git(inner, "commit", "-q", "--allow-empty", "-m", "Next");
  write(at.root, { a: "2\n" });
  const before = at.entries();
  await at.stage([{ path: "inner" }]);
  expect(git(at.root, "diff", "--cached", "--name-only")).toBe("inner");
  await at.unstage([{ path: "inner" }]);
  expect(at.entries()).toEqual(before);
  await expect(at.revert([{ path: "inner" }])).rejects.toMatchObject({ code: "submodule_change" });
  expect(await at.revert("all")).toMatchObject({ files: 1, leftOut: [{ path: "inner", reason: "submodule" }] });
  expect(git(at.root, "status", "--porcelain")).toBe(" M inner");
});

test("files that are only intended to be added stay so beside others, and take lines", async () => {
  using at = fixture({ a: "1\n" });
  write(at.root, { one: "1\n2\n", two: "1\n" });
  git(at.root, "add", "--intent-to-add", "one", "two");
  await at.stage([{ path: "one", lines: { removed: [], added: [2] } }]);
  expect([String(at.staged("one")), git(at.root, "diff", "--name-only", "--diff-filter=A")]).toEqual(["2\n", "two"]);
});

test("neither binary files nor links are cut into lines", async () => {
  using at = everyKind();
  await expect(at.stage([{ path: "type", lines: { removed: [1], added: [] } }])).rejects.toMatchObject({
    code: "whole_file_only",
  });
});

test("while another git holds the index nothing is staged, and a lock of a killed host is taken away", async () => {
  using at = fixture({ a: "1\n" });
  write(at.root, { a: "2\n" });
  const lock = join(at.root, ".git/index.lock");
  writeFileSync(lock, "");
  const before = stateOf(at);
  await expect(at.stage([{ path: "a" }])).rejects.toMatchObject({ code: "index_locked" });
  expect([stateOf(at), existsSync(lock)]).toEqual([before, true]);
  rmSync(lock);
  writeFileSync(join(at.root, ".git/flightdeck-index-old"), "left");
  linkSync(join(at.root, ".git/flightdeck-index-old"), lock);
  await at.stage([{ path: "a" }]);
  expect([String(at.staged("a")), readFolder(join(at.root, ".git"))["flightdeck-index-old"]]).toEqual([
    "2\n",
    undefined,
  ]);
});

test("flags and times that the index keeps of other files stay", async () => {
  using at = fixture({ a: "1\n", skipped: "s\n", assumed: "a\n" });
  git(at.root, "update-index", "--skip-worktree", "skipped");
  git(at.root, "update-index", "--assume-unchanged", "assumed");
  write(at.root, { a: "2\n" });
  const flags = () => git(at.root, "ls-files", "-v", "--debug", "skipped", "assumed");
  const before = flags();
  await at.stage([{ path: "a" }]);
  expect([flags(), String(at.staged("a"))]).toEqual([before, "2\n"]);
});

test("a link in the place of a folder leads no write out of the checkout", async () => {
  using at = fixture({ "dir/a": "1\n" });
  write(at.folder, { "outside/b": "kept\n" });
  rmSync(join(at.root, "dir"), { recursive: true });
  symlinkSync(join(at.folder, "outside"), join(at.root, "dir"));
  await expect(at.revert([{ path: "dir/a" }])).rejects.toMatchObject({ code: "changed_later" });
  expect(readFolder(join(at.folder, "outside"))).toEqual({ b: expect.any(String) });
});

test("with spaces ignored what differs in them alone stays as it is", async () => {
  using at = fixture({ a: numbered(12) });
  write(at.root, { a: numbered(12, { 2: "  line 2", 5: "five", 6: "\tline 6", 11: "line 11  " }) });
  const { fingerprint, ...compared } = await at.compare();
  const selection = { fingerprint, ignoreSpace: true, files: line("a", 5) };
  await at.changes.stage(at.place, { fingerprint, ...compared }, selection);
  expect(String(at.staged("a"))).toBe(numbered(12, { 5: "five" }));
  await at.changes.revert(at.place, { fingerprint, ...compared }, selection);
  expect(String(at.read("a"))).toBe(numbered(12, { 2: "  line 2", 6: "\tline 6", 11: "line 11  " }));
  expect(git(at.root, "diff", "--cached", "--name-only")).toBe("");
});

test("what a tree made by hand names is never written into a git dir or out of the folder", async () => {
  using at = fixture({ a: "1\n" });
  write(at.folder, { source: "#!/bin/sh\ntouch /tmp/evil\n" });
  const blob = git(at.root, "hash-object", "-w", join(at.folder, "source"));
  for (const name of [".git", "..", ".GIT"]) {
    const inner = makeTree(at, `100755 blob ${blob}\tevil\0`);
    const outer = makeTree(at, `040000 tree ${inner}\t${name}\0`);
    const to = git(at.root, "rev-parse", "HEAD^{tree}");
    const compared = { from: outer, to, of: "stored", uncommitted: false, fingerprint: "f" } as const;
    const act = at.changes.revert(at.place, compared, { fingerprint: "f", files: [{ path: `${name}/evil` }] });
    await expect(act).rejects.toMatchObject({ code: expect.stringMatching(/^(path_outside|git_failed)$/) });
    expect(existsSync(join(at.root, name, "evil"))).toBe(false);
  }
});

test("a folder comes back where a file took its place, when that goes too, and else nothing is done", async () => {
  using at = fixture({ "dir/a": "1\n", "dir/b": "2\n" });
  rmSync(join(at.root, "dir"), { recursive: true });
  write(at.root, { dir: "a file\n" });
  const before = stateOf(at);
  await expect(at.revert([{ path: "dir/a" }])).rejects.toMatchObject({ code: "changed_later", detail: "dir/a" });
  expect([stateOf(at), at.changes.reverts(threadId)]).toEqual([before, []]);
  const { id } = await at.revert("all");
  expect(git(at.root, "status", "--porcelain")).toBe("");
  await expect(at.changes.undo(at.place, id)).resolves.toMatchObject({ files: 3 });
  expect(stateOf(at)).toEqual(before);
});

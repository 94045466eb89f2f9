import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { DiffFile } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { changedPaths, createShadows } from "../git/index.ts";
import { git, makeRepository, readFolder, temporaryFolder, write } from "../git/testing/repository.ts";
import { createReview, type Review } from "./index.ts";

interface Fixture extends Disposable {
  readonly folder: string;
  readonly root: string;
  readonly review: Review;
}

function fixture(files: Readonly<Record<string, string | Uint8Array>>): Fixture {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "project"), files);
  const shadows = createShadows({ root: join(temporary.path, "shadows") });
  return {
    folder: temporary.path,
    root,
    review: createReview({ shadows }),
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

/** Without what stands for the content, which differs from run to run. */
const told = (files: readonly DiffFile[]) => files.map(({ version: _version, ...file }) => file);

const file = (
  path: string,
  kind: DiffFile["kind"],
  additions: number,
  deletions: number,
): Omit<DiffFile, "version"> => ({
  path,
  kind,
  additions,
  deletions,
  binary: false,
});

const lines = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i}\n`).join("");

test("uncommitted shows every kind of change against HEAD, untracked files included", async () => {
  using at = fixture({
    changed: "a\nb\n",
    gone: "1\n",
    moved: lines(20),
    mode: "m\n",
    type: "t\n",
    picture: Uint8Array.of(0, 1, 2),
    ".gitignore": "ignored\n",
  });
  write(at.root, { changed: "a\nc\nd", "new\n\"ü'": "n\n", ignored: "i", picture: Uint8Array.of(0, 9), empty: "" });
  rmSync(join(at.root, "gone"));
  mkdirSync(join(at.root, "to here"));
  renameSync(join(at.root, "moved"), join(at.root, "to here/moved"));
  chmodSync(join(at.root, "mode"), 0o755);
  rmSync(join(at.root, "type"));
  symlinkSync("target", join(at.root, "type"));
  const diff = await at.review.diff({ path: at.root }, { kind: "uncommitted" });
  expect({ ...diff, files: told(diff.files) }).toEqual({
    scope: { kind: "uncommitted" },
    against: "HEAD",
    fingerprint: diff.fingerprint,
    additions: 4,
    deletions: 3,
    files: [
      file("changed", "modified", 2, 1),
      file("empty", "added", 0, 0),
      file("gone", "deleted", 0, 1),
      { ...file("mode", "modified", 0, 0), oldMode: "100644", mode: "100755" },
      file("new\n\"ü'", "added", 1, 0),
      { ...file("picture", "modified", 0, 0), binary: true },
      { ...file("to here/moved", "renamed", 0, 0), oldPath: "moved" },
      { ...file("type", "type_changed", 1, 1), oldMode: "100644", mode: "120000" },
    ],
  });
});

test("reading a diff leaves index, HEAD, refs and files as they are", async () => {
  using at = fixture({ a: "1\n", b: "2\n" });
  write(at.root, { a: "staged\n", c: "3\n" });
  git(at.root, "add", "a");
  write(at.root, { a: "more\n" });
  const before = readFolder(at.root, [".git/objects"]);
  await at.review.diff({ path: at.root }, { kind: "uncommitted" });
  await at.review.diff({ path: at.root, base: "main" }, { kind: "branch" });
  await at.review.patches({ path: at.root }, { kind: "uncommitted" }, ["a", "c"]);
  expect(readFolder(at.root, [".git/objects"])).toEqual(before);
});

test("patches come in the order asked for, each from its own header on", async () => {
  using at = fixture({ a: "one\ntwo\n", moved: lines(30), type: "t\n", ü: "x\n", glob1: "g\n" });
  write(at.root, {
    a: "one\ndiff --git a/fake b/fake\rdiff --git a/a b/a\ntwo",
    ü: "y\n",
    glob1: "h\n",
    "glob*": "new\n",
  });
  renameSync(join(at.root, "moved"), join(at.root, "renamed"));
  rmSync(join(at.root, "type"));
  symlinkSync("target", join(at.root, "type"));
  const asked = ["renamed", "a", "same", "type", "ü", "glob*"];
  const patches = await at.review.patches({ path: at.root }, { kind: "uncommitted" }, asked);
  expect(patches.map(({ path }) => path)).toEqual(asked);
  const [renamed, a, same, type, unicode, glob] = patches.map(({ patch }) => patch);
  expect(renamed).toMatch(
    /^diff --git a\/moved b\/renamed\nsimilarity index 100%\nrename from moved\nrename to renamed\n$/,
  );
  expect(a?.split("\n").slice(4)).toEqual([
    "@@ -1,2 +1,3 @@",
    " one",
    "-two",
    "+diff --git a/fake b/fake\rdiff --git a/a b/a",
    "+two",
    "\\ No newline at end of file",
    "",
  ]);
  expect(same).toBe("");
  expect(type?.match(/^(deleted|new) file mode \d+$/gm)).toEqual(["deleted file mode 100644", "new file mode 120000"]);
  expect(unicode).toMatch(/^diff --git a\/ü b\/ü\n/);
  expect(glob).toMatch(/^diff --git a\/glob\* b\/glob\*\nnew file mode 100644\n/);
});

test("branch shows the whole work since it left its base, committed or not, and nothing of the base's own", async () => {
  using at = fixture({ a: "1\n", b: "2\n" });
  git(at.root, "checkout", "-q", "-b", "topic");
  write(at.root, { a: "topic\n" });
  git(at.root, "commit", "-q", "-a", "-m", "Topic");
  git(at.root, "checkout", "-q", "main");
  write(at.root, { b: "main\n" });
  git(at.root, "commit", "-q", "-a", "-m", "Main");
  git(at.root, "checkout", "-q", "topic");
  write(at.root, { c: "3\n" });
  const place = { path: at.root, base: "main" };
  const diff = await at.review.diff(place, { kind: "branch" });
  expect([diff.against, told(diff.files)]).toEqual(["main", [file("a", "modified", 1, 1), file("c", "added", 1, 0)]]);
  expect(await at.review.countLines(place)).toEqual({ additions: 2, deletions: 1 });
  await expect(at.review.diff({ path: at.root, base: "gone" }, { kind: "branch" })).rejects.toMatchObject({
    code: "base_not_found",
    detail: "gone",
  });
  const from = git(at.root, "rev-parse", "main~1");
  expect((await at.review.diff({ path: at.root, baseCommit: from }, { kind: "branch" })).files).toEqual(diff.files);
});

test("the last turn is what lies between its checkpoints, or up to now while it runs", async () => {
  using at = fixture({ a: "1\r\n", ".gitattributes": "* text=auto\n" });
  const shadows = createShadows({ root: join(at.folder, "other") });
  const before = (await shadows.rawTree(at.root)).tree;
  write(at.root, { a: "2\r\n" });
  const after = (await shadows.rawTree(at.root)).tree;
  write(at.root, { b: "later\n" });
  const ended = await at.review.diff({ path: at.root, before, after, turn: "turn 3" }, { kind: "last_turn" });
  const running = await at.review.diff({ path: at.root, before }, { kind: "last_turn" });
  const none = await at.review.diff({ path: at.root }, { kind: "last_turn" });
  expect([ended.against, told(ended.files), told(running.files), none.files]).toEqual([
    "turn 3",
    [file("a", "modified", 1, 1)],
    [file("a", "modified", 1, 1), file("b", "added", 1, 0)],
    [],
  ]);
});

test("the fingerprint stands for exactly what was compared", async () => {
  using at = fixture({ a: "1\n" });
  const look = async () => (await at.review.diff({ path: at.root }, { kind: "uncommitted" })).fingerprint;
  write(at.root, { a: "2\n" });
  const first = await look();
  const same = await look();
  write(at.root, { a: "3\n" });
  const other = await look();
  write(at.root, { a: "2\n" });
  expect([same === first, other === first, (await look()) === first]).toEqual([true, false, true]);
});

test("what was counted for a thread's row is there at once for a diff of the same files, until one changes", async () => {
  using at = fixture({ a: "1\n", b: "1\n" });
  const place = { path: at.root, base: "main" };
  git(at.root, "checkout", "-q", "-b", "work");
  write(at.root, { a: "2\n" });
  expect(await at.review.countLines(place)).toEqual({ additions: 1, deletions: 1 });
  const look = () => at.review.diff(place, { kind: "branch" });
  const [first, second] = [await look(), await look()];
  expect(second.files).toBe(first.files);
  write(at.root, { b: "2\n" });
  expect(told((await look()).files)).toEqual([file("a", "modified", 1, 1), file("b", "modified", 1, 1)]);
});

test("files that change one after another are counted as a first look would count them", async () => {
  using at = fixture({ a: lines(30), b: "1\n", c: "1\n2\n" });
  const shadows = createShadows({ root: join(at.folder, "other") });
  const steps: readonly (() => void)[] = [
    () => write(at.root, { a: `${lines(30)}more\n`, b: " 1\n" }),
    () => write(at.root, { c: "2\n", d: Uint8Array.of(0, 1) }),
    () => renameSync(join(at.root, "a"), join(at.root, "e")),
    () => write(at.root, { b: "1\n", e: lines(29), ".gitattributes": "c binary\n" }),
  ];
  for (const step of steps) {
    step();
    for (const ignoreSpace of [false, true]) {
      const scope = { kind: "uncommitted" } as const;
      const anew = await createReview({ shadows }).diff({ path: at.root }, scope, { ignoreSpace });
      expect(await at.review.diff({ path: at.root }, scope, { ignoreSpace })).toEqual(anew);
    }
  }
});

test("files in conflict are called so", async () => {
  using at = fixture({ a: "1\n" });
  git(at.root, "checkout", "-q", "-b", "topic");
  write(at.root, { a: "topic\n" });
  git(at.root, "commit", "-q", "-a", "-m", "Topic");
  git(at.root, "checkout", "-q", "main");
  write(at.root, { a: "main\n" });
  git(at.root, "commit", "-q", "-a", "-m", "Main");
  expect(() => git(at.root, "merge", "topic")).toThrow();
  const { files } = await at.review.diff({ path: at.root }, { kind: "uncommitted" });
  expect(told(files)).toEqual([file("a", "conflicted", 4, 0)]);
});

test("line ends that git would change back are no change", async () => {
  using at = fixture({ a: "1\n2\n", ".gitattributes": "* text=auto\n" });
  write(at.root, { a: "1\r\n2\r\n" });
  expect((await at.review.diff({ path: at.root }, { kind: "uncommitted" })).files).toEqual([]);
});

test("a repository without a commit shows its files as new", async () => {
  using folder = temporaryFolder();
  git(folder.path, "init", "-q");
  write(folder.path, { a: "1\n" });
  const review = createReview({ shadows: createShadows({ root: join(folder.path, ".git/shadows") }) });
  expect(told((await review.diff({ path: folder.path }, { kind: "uncommitted" })).files)).toEqual([
    file("a", "added", 1, 0),
  ]);
});

test("a folder that is gone is told as missing", async () => {
  using at = fixture({ a: "1\n" });
  const path = join(at.folder, "gone");
  await expect(at.review.diff({ path }, { kind: "uncommitted" })).rejects.toMatchObject({ code: "worktree_missing" });
  await expect(at.review.watchFolder(path, () => undefined)).rejects.toMatchObject({ code: "worktree_missing" });
});

test("a diff of two thousand files is whole", async () => {
  using at = fixture({ a: "1\n" });
  write(at.root, Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`many/${i}.txt`, lines(50)])));
  const { files, additions } = await at.review.diff({ path: at.root }, { kind: "uncommitted" });
  expect([files.length, additions]).toEqual([2000, 100_000]);
});

test("neither an external diff nor a textconv of the repository runs", async () => {
  using at = fixture({ a: "1\n", ".gitattributes": "* diff=evil\n" });
  const trap = join(at.folder, "trap");
  git(at.root, "config", "diff.evil.command", `touch '${trap}'`);
  git(at.root, "config", "diff.evil.textconv", `touch '${trap}'; cat`);
  write(at.root, { a: "2\n" });
  const [patch] = await at.review.patches({ path: at.root }, { kind: "uncommitted" }, ["a"]);
  expect([patch?.patch.includes("+2"), Object.keys(readFolder(at.folder, ["project", "shadows"]))]).toEqual([true, []]);
});

test("objects that a garbage collection took are stored again", async () => {
  using at = fixture({ a: "1\n" });
  write(at.root, { a: "2\n", b: "3\n" });
  const before = await at.review.diff({ path: at.root }, { kind: "uncommitted" });
  git(at.root, "gc", "-q", "--prune=now");
  expect(await at.review.diff({ path: at.root }, { kind: "uncommitted" })).toEqual(before);
  const [patch] = await at.review.patches({ path: at.root }, { kind: "uncommitted" }, ["b"]);
  expect(patch?.patch).toContain("+3");
});

test("no filter that a checkout's script could be runs for a look", async () => {
  using at = fixture({ "a.f": "1\n", "b.f": "1\n", ".gitattributes": "*.f filter=own\n" });
  const trap = join(at.folder, "trap");
  git(at.root, "config", "filter.own.clean", `touch '${trap}'; cat`);
  git(at.root, "config", "filter.own.required", "true");
  write(at.root, { "a.f": "2\n" });
  const { files } = await at.review.diff({ path: at.root }, { kind: "uncommitted" });
  const changed = await changedPaths(at.root, { untracked: "all" });
  expect([files.map(({ path }) => path), changed.map(({ path }) => path)]).toEqual([["a.f"], ["a.f"]]);
  expect(Object.keys(readFolder(at.folder, ["project", "shadows"]))).toEqual([]);
});

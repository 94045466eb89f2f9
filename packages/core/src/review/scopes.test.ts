import { chmodSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type DiffScope, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createShadows } from "../git/index.ts";
import { git, makeRepository, temporaryFolder, write } from "../git/testing/repository.ts";
import { createReview, type ReviewPlace } from "./index.ts";

function fixture(files: Readonly<Record<string, string | Uint8Array>>) {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "project"), files);
  const shadows = createShadows({ root: join(temporary.path, "shadows") });
  const review = createReview({ shadows });
  const place: ReviewPlace = { path: root, base: "main" };
  return {
    root,
    review,
    shadows,
    place,
    told: async (scope: DiffScope, at: ReviewPlace = place) => {
      const { against, files: found } = await review.diff(at, scope);
      return [
        against,
        ...found.map(({ path, kind, additions, deletions }) => `${kind} ${path} +${additions} -${deletions}`),
      ];
    },
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("staged shows what the index holds, and nothing of the files", async () => {
  using at = fixture({ a: "1\n", b: "2\n", gone: "3\n" });
  write(at.root, { a: "staged\n", "new ü": "n\n" });
  git(at.root, "add", "a", "new ü");
  git(at.root, "rm", "-q", "--cached", "gone");
  write(at.root, { a: "more\n", b: "only a file\n" });
  expect(await at.told({ kind: "staged" })).toEqual([
    "HEAD",
    "modified a +1 -1",
    "deleted gone +0 -1",
    "added new ü +1 -0",
  ]);
  expect((await at.review.choices(at.place)).staged).toBe(3);
});

test("staged shows our side of a path in conflict, and leaves the index as it is", async () => {
  using at = fixture({ a: "1\n", b: "2\n" });
  git(at.root, "checkout", "-q", "-b", "other");
  write(at.root, { a: "theirs\n" });
  git(at.root, "commit", "-qam", "theirs");
  git(at.root, "checkout", "-q", "main");
  write(at.root, { a: "ours\n" });
  git(at.root, "commit", "-qam", "ours");
  expect(() => git(at.root, "merge", "other")).toThrow();
  write(at.root, { b: "staged\n" });
  git(at.root, "add", "b");
  const before = git(at.root, "ls-files", "-s");
  expect(await at.told({ kind: "staged" })).toEqual(["HEAD", "modified b +1 -1"]);
  expect(git(at.root, "ls-files", "-s")).toBe(before);
});

test("a commit is compared with its first parent, the first one with nothing", async () => {
  using at = fixture({ a: "1\n" });
  const first = git(at.root, "rev-parse", "HEAD").trim();
  write(at.root, { a: "2\n", b: "b\n" });
  git(at.root, "add", "-A");
  git(at.root, "commit", "-qm", "Subject with \u202e marks");
  const second = git(at.root, "rev-parse", "HEAD").trim();
  write(at.root, { a: "not in it\n" });
  expect(await at.told({ kind: "commit", commit: second })).toEqual([
    first.slice(0, 10),
    "modified a +1 -1",
    "added b +1 -0",
  ]);
  expect(await at.told({ kind: "commit", commit: first })).toEqual(["nothing", "added a +1 -0"]);
  await expect(at.told({ kind: "commit", commit: "0".repeat(40) })).rejects.toMatchObject({ code: "branch_not_found" });
});

test("the branch's commits are there to choose from, the newest first, and none of the base's", async () => {
  using at = fixture({ a: "1\n" });
  git(at.root, "checkout", "-q", "-b", "work");
  for (const word of ["one", "two"]) {
    write(at.root, { a: word });
    git(at.root, "commit", "-qam", word);
  }
  expect((await at.review.choices(at.place)).commits.map(({ subject }) => subject)).toEqual(["two", "one"]);
});

test("any turn shows what it changed, whatever came after it", async () => {
  using at = fixture({ a: "1\n" });
  const state = async (a: string) => {
    write(at.root, { a });
    return (await at.shadows.rawTree(at.root)).tree;
  };
  const states = [await state("1\n"), await state("1\n2\n"), await state("1\n2\n3\n")];
  const place: ReviewPlace = {
    ...at.place,
    turnStates: (turnId) =>
      turnId === "t1"
        ? { before: states[0] ?? "", after: states[1] ?? "", name: "turn 1" }
        : turnId === "t2"
          ? { before: states[1] ?? "", name: "turn 2" }
          : undefined,
  };
  const turn = (id: string): DiffScope => ({ kind: "turn", turnId: TurnId.parse(id) });
  expect(await at.told(turn("t1"), place)).toEqual(["turn 1", "modified a +1 -0"]);
  expect(await at.told(turn("t2"), place)).toEqual(["turn 2", "modified a +1 -0"]);
  await expect(at.told(turn("t3"), place)).rejects.toMatchObject({ code: "turn_not_found" });
  const pairs = [states, states.toReversed(), [states[0], states[0]]].map(([before = "", after = ""]) => ({
    before,
    after,
  }));
  expect(await at.review.differing(place, pairs)).toEqual([true, true, false]);
});

test("ignored spaces leave no lines, and the files that differ in nothing else stay in the list", async () => {
  using at = fixture({ a: "if (x) {\ny\n}\n", b: "1\n", c: "kept\n" });
  write(at.root, { a: "if (x) {\n  y\n}\n", b: "1 2\n", c: "kept\n" });
  chmodSync(join(at.root, "c"), 0o755);
  const scope = { kind: "uncommitted" } as const;
  const { files } = await at.review.diff(at.place, scope, { ignoreSpace: true });
  expect(files.map(({ path, additions, deletions }) => [path, additions, deletions])).toEqual([
    ["a", 0, 0],
    ["b", 1, 1],
    ["c", 0, 0],
  ]);
  const patches = await at.review.patches(at.place, scope, ["c", "b", "a"], { ignoreSpace: true });
  expect(patches.map(({ path, patch }) => [path, patch.split("\n").slice(-4)])).toEqual([
    ["c", ["diff --git a/c b/c", "old mode 100644", "new mode 100755", ""]],
    ["b", ["@@ -1 +1 @@", "-1", "+1 2", ""]],
    ["a", [""]],
  ]);
});

test("names that git spells out hide no file while spaces are ignored", async () => {
  const names = ['say "hi"', "back\\slash", "tab\tand\nline", "bell\u0007\u007f\u0001", "é \u0085\u202e"];
  const all = (text: string) => Object.fromEntries([...names, "z"].map((name) => [name, text]));
  using at = fixture(all("1\n"));
  write(at.root, all("2\n"));
  const patches = await at.review.patches(at.place, { kind: "uncommitted" }, [...names, "z"], { ignoreSpace: true });
  expect(patches.map(({ path, patch }) => [path, patch.endsWith("\n-1\n+2\n")])).toEqual(
    [...names, "z"].map((name) => [name, true]),
  );
});

test("patches asked for with a diff's fingerprint are of that state, and say which", async () => {
  using at = fixture({ a: "1\n", moved: "m\n".repeat(20) });
  renameSync(join(at.root, "moved"), join(at.root, "there"));
  write(at.root, { a: "2\n" });
  const scope = { kind: "uncommitted" } as const;
  const diff = await at.review.diff(at.place, scope);
  write(at.root, { a: "3\n" });
  const { fingerprint } = diff;
  const [then, there] = await at.review.patches(at.place, scope, ["a", "there"], { fingerprint });
  const [now] = await at.review.patches(at.place, scope, ["a"]);
  expect([then?.patch.includes("+2"), now?.patch.includes("+3"), then?.version === diff.files[0]?.version]).toEqual([
    true,
    true,
    true,
  ]);
  expect(there?.patch).toContain("rename from moved");
  expect(now?.version).not.toBe(then?.version);
});

test("a text is found in every patch under the number that its line has", async () => {
  using at = fixture({ a: "one\ntwo\nthree\n", b: "same\n" });
  write(at.root, { a: "one\nTwo more\nthree\n", b: "same\n-- two <b>\n", c: "none\n" });
  const scope = { kind: "uncommitted" } as const;
  expect(await at.review.find(at.place, scope, "TWO")).toEqual({
    lines: [
      { path: "a", side: "old", line: 2 },
      { path: "a", side: "new", line: 2 },
      { path: "b", side: "new", line: 2 },
    ],
    more: false,
  });
  expect((await at.review.find(at.place, scope, "diff --git")).lines).toEqual([]);
});

test("both versions of a picture are read, of other files the size, and none of a side that is not there", async () => {
  using at = fixture({ "old.png": png, data: Uint8Array.of(0, 1, 2) });
  renameSync(join(at.root, "old.png"), join(at.root, "new.png"));
  write(at.root, { data: Uint8Array.of(0, 1), "more.png": Buffer.concat([png, Buffer.from("more")]) });
  const scope = { kind: "uncommitted" } as const;
  const { fingerprint } = await at.review.diff(at.place, scope);
  const read = (path: string) => at.review.binary(at.place, scope, path, { fingerprint });
  const picture = {
    size: png.length,
    picture: { type: "image/png", width: 1, height: 1, base64: png.toString("base64") },
  };
  expect(await read("new.png")).toEqual({ old: picture, new: picture });
  expect((await read("more.png")).new?.size).toBe(png.length + 4);
  expect((await read("more.png")).old).toBeUndefined();
  expect(await read("data")).toEqual({ old: { size: 3 }, new: { size: 2 } });
});

test("generated, vendored, minified and lock files are called so, and attributes have the last word", async () => {
  using at = fixture({
    ".gitattributes": "*.gen.ts linguist-generated\nCargo.lock -linguist-generated\nvendor/** linguist-vendored\n",
  });
  const paths = ["a.gen.ts", "Cargo.lock", "vendor/lib.js", "web/package-lock.json", "x.min.js", "y.pb.go", "plain.ts"];
  write(at.root, Object.fromEntries(paths.map((path) => [path, "x\n"])));
  const { files } = await at.review.diff(at.place, { kind: "uncommitted" });
  expect(Object.fromEntries(files.map(({ path, generated }) => [path, generated]))).toEqual({
    "Cargo.lock": undefined,
    "a.gen.ts": "generated",
    "plain.ts": undefined,
    "vendor/lib.js": "vendored",
    "web/package-lock.json": "lock",
    "x.min.js": "minified",
    "y.pb.go": "generated",
  });
});

import type { DiffFile } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { notesOf, readPatch, visiblePatch } from "./patch.ts";

const head = "diff --git a/x.ts b/x.ts\nindex 1..2 100644\n--- a/x.ts\n+++ b/x.ts\n";
const file = (more: Partial<DiffFile> = {}): DiffFile => ({
  path: "x.ts",
  kind: "modified",
  additions: 1,
  deletions: 1,
  binary: false,
  version: "",
  ...more,
});

test("hidden characters of a patch are spelt out", () => {
  const patch = `${head}@@ -1 +1 @@\n-if (admin) {\n+if (admin\u202e /* \u0007 */) {\rx\n`;
  expect(visiblePatch(patch)).toContain("+if (admin⟨U+202E⟩ /* ⟨BEL⟩ */) {⟨CR⟩x\n");
});

test("Windows line ends show only where they are mixed with others", () => {
  expect(visiblePatch(`${head}@@ -1 +1 @@\n-a\r\n+b\r\n`)).toBe(`${head}@@ -1 +1 @@\n-a\n+b\n`);
  expect(visiblePatch(`${head}@@ -1 +1 @@\n-a\r\n+a\n`)).toBe(`${head}@@ -1 +1 @@\n-a⟨CR⟩\n+a\n`);
});

test("a patch that did not change is the same object; another has a higher version", () => {
  const first = readPatch("x.ts", `${head}@@ -1 +1 @@\n-a\n+b\n`, "1", undefined);
  expect(readPatch("x.ts", `${head}@@ -1 +1 @@\n-a\n+b\n`, "1", first)).toBe(first);
  const second = readPatch("x.ts", `${head}@@ -1 +1 @@\n-a\n+c\n`, "2", first);
  expect([first.version, second.version, second.diff.additionLines]).toEqual([1, 2, ["c\n"]]);
});

test("a name with quotes, breaks and markup is taken from the list, never from the patch", () => {
  const path = 'a "b"\n<img src=x>.ts';
  const patch = readPatch(
    path,
    'diff --git "a/a \\"b\\"\\n<img src=x>.ts" "b/y"\n--- /dev/null\n+++ "b/y"\n@@ -0,0 +1 @@\n+x\n',
    "1",
    undefined,
  );
  expect(patch.diff).toMatchObject({ name: path, prevName: undefined, additionLines: ["x\n"] });
});

test("a head says why there are no lines", () => {
  const read = (text: string) => readPatch("x.ts", text, "1", undefined);
  expect([
    notesOf(file(), undefined),
    notesOf(file({ kind: "added" }), read("diff --git a/x.ts b/x.ts\nnew file mode 100644\nindex 0..e\n")),
    notesOf(file(), read("diff --git a/x.ts b/x.ts\nold mode 100644\nnew mode 100755\n")),
    notesOf(
      file({ kind: "renamed", oldPath: "y.ts" }),
      read("diff --git a/y.ts b/x.ts\nsimilarity index 100%\nrename from y.ts\nrename to x.ts\n"),
    ),
    notesOf(file({ binary: true }), read("diff --git a/x.ts b/x.ts\nBinary files a/x.ts and b/x.ts differ\n")),
  ]).toEqual([[], ["new", "empty file"], ["mode 644 → 755"], ["renamed", "same content"], ["binary"]]);
});

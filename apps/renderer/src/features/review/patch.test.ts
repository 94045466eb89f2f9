import type { DiffFile } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { cutLong, notesOf, readPatch, visiblePatch } from "./patch.ts";

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
    notesOf(
      file({ oldMode: "100644", mode: "100755" }),
      read("diff --git a/x.ts b/x.ts\nold mode 100644\nnew mode 100755\n"),
    ),
    notesOf(
      file({ kind: "renamed", oldPath: "y.ts" }),
      read("diff --git a/y.ts b/x.ts\nsimilarity index 100%\nrename from y.ts\nrename to x.ts\n"),
    ),
    notesOf(file({ binary: true }), read("diff --git a/x.ts b/x.ts\nBinary files a/x.ts and b/x.ts differ\n")),
  ]).toEqual([[], ["new", "empty file"], ["mode 644 → 755"], ["renamed", "same content"], ["binary"]]);
});

test("links, submodules, generated files and Windows line ends are called so", () => {
  const read = (text: string) => readPatch("x.ts", `${head}${text}`, "1", undefined);
  expect([
    notesOf(file({ kind: "added", oldMode: "000000", mode: "160000" }), undefined),
    notesOf(file({ kind: "type_changed", oldMode: "100644", mode: "120000" }), undefined),
    notesOf(file({ generated: "lock" }), undefined),
    notesOf(file(), read("@@ -1 +1 @@\n-a\r\n+b\r\n")),
  ]).toEqual([["new", "submodule"], ["type changed", "file → link"], ["lock file"], ["CRLF"]]);
});

test("a change of type shows the end of the one and the start of the other", () => {
  const { diff } = readPatch(
    "x",
    "diff --git a/x b/x\ndeleted file mode 100644\nindex 1..0\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n" +
      "diff --git a/x b/x\nnew file mode 120000\nindex 0..1\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+target\n\\ No newline at end of file\n",
    "1",
    undefined,
  );
  expect([diff.type, diff.deletionLines, diff.additionLines, diff.hunks.length]).toEqual([
    "change",
    ["old\n"],
    ["target"],
    2,
  ]);
});

test("of a line of a megabyte the beginning is drawn, and how much there is of it", () => {
  const long = "x".repeat(1_000_000);
  const cut = cutLong(`${head}@@ -1 +1 @@\n-short\n+${long}\n`);
  expect(cut).toBe(`${head}@@ -1 +1 @@\n-short\n+${"x".repeat(3999)}⟨996,001 more characters⟩\n`);
  expect(cutLong("short\nlines\n")).toBe("short\nlines\n");
});

import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changesOf, formatPatch, keysOf, parsePatch } from "./patch.ts";
import { sha256 } from "./sha256.ts";

const head = "diff --git a/x.ts b/x.ts\nindex 1..2 100644\n--- a/x.ts\n+++ b/x.ts\n";
const allKeys = (text: string) => keysOf(parsePatch(text)).flat();

test("a patch is read with its lines, their numbers and the end of the file", () => {
  const text = `${head}@@ -1,3 +1,4 @@ class A {\n a\n-b\n+B\r\n+\n c\n\\ No newline at end of file\n`;
  const patch = parsePatch(text);
  expect(patch).toEqual({
    header: head,
    binary: false,
    hunks: [
      {
        oldStart: 1,
        oldLines: 3,
        newStart: 1,
        newLines: 4,
        section: "class A {",
        lines: [
          { kind: "context", text: "a" },
          { kind: "removed", text: "b" },
          { kind: "added", text: "B\r" },
          { kind: "added", text: "" },
          { kind: "context", text: "c", noNewline: true },
        ],
      },
    ],
  });
  expect(patch.hunks.flatMap(changesOf)).toEqual([
    {
      oldStart: 2,
      oldLines: 1,
      newStart: 2,
      newLines: 2,
      removed: [{ kind: "removed", text: "b" }],
      added: [
        { kind: "added", text: "B\r" },
        { kind: "added", text: "" },
      ],
    },
  ]);
  expect(formatPatch(patch)).toBe(text);
});

test("content that looks like a patch is content", () => {
  const text = `${head}@@ -1,2 +1,3 @@\n @@ -9 +9 @@\n--- a/y\n+++ b/y\n+diff --git a/z b/z\n`;
  const patch = parsePatch(text);
  expect(patch.hunks.map(({ lines }) => lines.map(({ kind, text: line }) => [kind, line]))).toEqual([
    [
      ["context", "@@ -9 +9 @@"],
      ["removed", "-- a/y"],
      ["added", "++ b/y"],
      ["added", "diff --git a/z b/z"],
    ],
  ]);
  expect(formatPatch(patch)).toBe(text);
});

test("what has no lines to show has no hunks", () => {
  const texts = [
    "",
    "diff --git a/x b/x\nold mode 100644\nnew mode 100755\n",
    "diff --git a/x b/x\nindex 1..2 100644\nBinary files a/x and b/x differ\n",
  ];
  expect(texts.map((text) => [parsePatch(text).hunks.length, parsePatch(text).binary])).toEqual([
    [0, false],
    [0, false],
    [0, true],
  ]);
  expect(texts.map((text) => formatPatch(parsePatch(text)))).toEqual(texts);
});

test("whatever the text is, reading it ends", () => {
  const line = fc.constantFrom(
    "@@ -1 +1 @@",
    "@@ -1,2 +0,0 @@ x",
    "+a",
    "-a",
    " a",
    "",
    "\\ No newline",
    "@@@ -1 -1 +1 @@",
    "x",
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const patch = parsePatch(lines.join("\n"));
      expect(patch.hunks.flatMap(changesOf).length).toBe(keysOf(patch).flat().length);
    }),
  );
});

test("a change keeps its key where lines come and go elsewhere, and among other changes", () => {
  const alone = allKeys(`${head}@@ -10,7 +10,7 @@\n a\n b\n c\n-old\n+new\n d\n e\n f\n`);
  const moved = allKeys(
    `${head}@@ -1,2 +1,3 @@\n+x\n y\n z\n@@ -10,7 +11,7 @@ other\n a\n b\n c\n-old\n+new\n d\n e\n f\n`,
  );
  expect(moved[1]).toBe(alone[0]);
  expect(moved[0]).not.toBe(alone[0]);
});

test("a change of the line feed at the end of a file is one of its own", () => {
  const [lost] = allKeys(`${head}@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n`);
  const [gained] = allKeys(`${head}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n`);
  expect(lost).not.toBe(gained);
});

test("equal changes in equal places are counted", () => {
  const hunk = (at: number) => `@@ -${at},7 +${at},8 @@\n a\n b\n c\n+new\n d\n e\n f\n`;
  const keys = allKeys(head + hunk(10) + hunk(30) + hunk(50));
  expect(keys.map((key) => key.split("-").at(-1))).toEqual(["0", "1", "2"]);
  expect(new Set(keys.map((key) => key.replace(/\d+$/, ""))).size).toBe(1);
});

test("the digest is SHA-256", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const bytes = Buffer.from(text, "utf16le").swap16();
      expect(sha256(text)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
  );
});

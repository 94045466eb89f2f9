import { expect, test } from "vitest";
import { type ChangedFile, partsOf, piecesOf } from "./pieces.ts";
import { changedPlaces } from "./places.ts";

const file = (more: Partial<ChangedFile> = {}): ChangedFile => ({
  path: "src/a.ts",
  kind: "modified",
  additions: 1,
  deletions: 1,
  binary: false,
  ...more,
});

const patch = [
  "diff --git a/src/a.ts b/src/a.ts",
  "--- a/src/a.ts",
  "+++ b/src/a.ts",
  "@@ -10,3 +20,4 @@ function total()",
  " one",
  "-two",
  "+TWO",
  "+more\r",
  " three",
  "",
].join("\n");

test("each line carries the number that a finding names it by", () => {
  expect(piecesOf(file(), patch, 1_000)).toEqual([
    {
      path: "src/a.ts",
      text: '=== modified file "src/a.ts"\n@@ function total()\n20  one\n11 -two\n21 +TWO\n22 +more\n23  three\n',
    },
  ]);
});

test("a name cannot begin a line of its own, a long line is cut, and a file that is gone is told in short", () => {
  const lines = Array.from({ length: 500 }, (_, n) => `-line ${n}`);
  const gone = piecesOf(file({ kind: "deleted" }), ["@@ -1,500 +0,0 @@", ...lines, ""].join("\n"), 100_000);
  const odd = piecesOf(file({ path: "a\n=== added file b" }), `@@ -1 +1 @@\n-a\n+${"x".repeat(5_000)}\n`, 100_000);
  expect([gone.length, gone[0]?.text.split("\n").length, gone[0]?.text.includes("301 more lines")]).toEqual([
    1,
    203,
    true,
  ]);
  expect(odd[0]?.text.split("\n").filter((line) => line.startsWith("==="))).toEqual([
    '=== modified file "a\\n=== added file b"',
  ]);
  expect(odd[0]?.text).toContain("[4000 characters cut]");
});

test("a large file is cut between lines, and parts are filled with pieces in their order", () => {
  const body = Array.from({ length: 300 }, (_, n) => `+line ${n}`);
  const pieces = piecesOf(file(), ["@@ -0,0 +1,300 @@", ...body, ""].join("\n"), 500);
  const parts = partsOf(pieces, 2_000);
  expect(pieces.every(({ text }) => text.length <= 500 + 60)).toBe(true);
  expect(
    pieces.map(({ text }) => text.split("\n").filter((line) => / \+/.test(line)).length).reduce((a, b) => a + b),
  ).toBe(300);
  expect(parts.flat()).toEqual(pieces);
  expect(parts.every((part) => part.reduce((sum, { text }) => sum + text.length, 0) <= 2_000)).toBe(true);
  expect(parts.length).toBeLessThan(pieces.length);
});

test("a place is found however its path is written, and told as outside where the diff has no such lines", () => {
  const places = changedPlaces("/work/tree", [file({ oldPath: "src/old.ts" }), file({ path: "b.ts" })]);
  places.add("src/a.ts", patch);
  const at = (path: string, startLine: number, endLine: number, side: "old" | "new" = "new") =>
    places.find({ path, side, startLine, endLine });
  const inside = { path: "src/a.ts", side: "new", startLine: 20, endLine: 22 };
  for (const path of ["src/a.ts", "./src/a.ts", "b/src/a.ts", "/work/tree/src/a.ts", "src/old.ts"])
    expect(at(path, 22, 20)).toEqual({ lines: inside });
  expect([
    at("src/a.ts", 24, 30).outside,
    at("src/a.ts", 12, 12, "old").outside,
    at("src/a.ts", 13, 13, "old").outside,
  ]).toEqual(["these lines are not in the diff", undefined, "these lines are not in the diff"]);
  expect([at("b.ts", 1, 1).outside, at("../a.ts", 1, 1).outside]).toEqual([
    "this file was not read",
    "this file is not in the diff",
  ]);
});

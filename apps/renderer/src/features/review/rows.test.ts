import { expect, test } from "vitest";
import { readPatch } from "./patch.ts";
import { hunkRef, readRange, rowsOf, selectRows, standsAt, writeRange } from "./rows.ts";

const patch = `diff --git a/a.ts b/a.ts
--- a/a.ts
+++ b/a.ts
@@ -1,4 +1,5 @@
 one
-two
-three
+zwei
+drei
+vier
 four
@@ -20,3 +21,2 @@ function late() {
 a
-b
 c
`;
const { diff } = readPatch("a.ts", patch, "", undefined);
const rows = rowsOf(diff);

test("a patch's rows count the lines of both versions", () => {
  expect(rows.map((row) => `${row.hunk}:${row.old ?? "-"}/${row.new ?? "-"}`)).toEqual([
    "0:1/1",
    "0:2/-",
    "0:3/-",
    "0:-/2",
    "0:-/3",
    "0:-/4",
    "0:4/5",
    "1:20/21",
    "1:21/-",
    "1:22/22",
  ]);
});

test("a hunk says where it is, what it is in, and which lines it changes", () => {
  expect(hunkRef("a.ts", diff, 1)).toEqual({
    path: "a.ts",
    index: 1,
    oldStart: 20,
    oldLines: 3,
    newStart: 21,
    newLines: 2,
    header: "@@ -20,3 +21,2 @@",
    section: "function late() {",
    removed: [21],
    added: [],
  });
  expect(hunkRef("a.ts", diff, 2)).toBeUndefined();
});

test("rows between two ends are selected with what changed in them, whichever end comes first", () => {
  const chosen = {
    path: "a.ts",
    start: { side: "old", line: 3 },
    end: { side: "new", line: 5 },
    removed: [3],
    added: [2, 3, 4],
    old: { start: 3, end: 4 },
    new: { start: 2, end: 5 },
  };
  expect(selectRows("a.ts", rows, 2, 6)).toEqual(chosen);
  expect(selectRows("a.ts", rows, 6, 2)).toEqual(chosen);
  expect(readRange("a.ts", diff, { start: 5, side: "additions", end: 3, endSide: "deletions" }, "unified")).toEqual(
    chosen,
  );
});

test("side by side, one column is selected without the other", () => {
  const range = { start: 1, side: "additions", end: 5 } as const;
  expect(readRange("a.ts", diff, range, "split")).toEqual({
    path: "a.ts",
    start: { side: "new", line: 1 },
    end: { side: "new", line: 5 },
    removed: [],
    added: [2, 3, 4],
    new: { start: 1, end: 5 },
  });
  const selection = readRange("a.ts", diff, range, "unified");
  expect(selection?.removed).toEqual([2, 3]);
  expect(selection && writeRange(selection)).toEqual({ start: 1, side: "additions", end: 5 });
});

test("lines that the patch does not show are not selected", () => {
  expect(readRange("a.ts", diff, { start: 9, side: "additions", end: 21 }, "unified")).toBeUndefined();
});

test("what is about a line stands below it, or below the nearest shown line above", () => {
  expect(standsAt(rows, "new", 4)).toEqual({ side: "new", line: 4 });
  expect(standsAt(rows, "new", 12)).toEqual({ side: "new", line: 5 });
  expect(standsAt(rows, "old", 99)).toEqual({ side: "old", line: 22 });
  expect(standsAt(rowsOf({ ...diff, hunks: [] }), "new", 1)).toBeUndefined();
});

import { expect, test } from "vitest";
import { anchorOf, changedLines } from "./quote.ts";

const patch = `diff --git a/a b/a
index 1..2 100644
--- a/a
+++ b/a
@@ -1,4 +1,4 @@
 one
-two
-three
+TWO
+THREE\r
 four
`;

test("a comment is about the new version's lines, and quotes the old ones that were chosen with them", () => {
  const selection = {
    path: "a",
    start: { side: "old", line: 3 },
    end: { side: "new", line: 3 },
    removed: [3],
    added: [2, 3],
    old: { start: 3, end: 3 },
    new: { start: 2, end: 3 },
  } as const;
  expect(anchorOf({ kind: "branch" }, patch, selection)).toEqual({
    scope: { kind: "branch" },
    path: "a",
    side: "new",
    lines: { from: 2, to: 3 },
    quote: "-three\n+TWO\n+THREE",
  });
});

test("a comment on removed lines alone is about the version before", () => {
  const selection = {
    path: "a",
    start: { side: "old", line: 2 },
    end: { side: "old", line: 3 },
    removed: [2, 3],
    added: [],
    old: { start: 2, end: 3 },
  } as const;
  expect(anchorOf({ kind: "uncommitted" }, patch, selection)).toMatchObject({
    side: "old",
    lines: { from: 2, to: 3 },
    quote: "-two\n-three",
  });
});

test("a hunk is commented on by what it changes", () => {
  const hunk = { path: "a", index: 0, oldStart: 1, oldLines: 4, newStart: 1, newLines: 4, header: "", section: "" };
  expect([
    changedLines({ ...hunk, removed: [2, 3], added: [2, 9] }),
    changedLines({ ...hunk, removed: [2, 3], added: [] }),
  ]).toMatchObject([
    { start: { side: "new", line: 2 }, end: { side: "new", line: 9 }, new: { start: 2, end: 9 } },
    { start: { side: "old", line: 2 }, end: { side: "old", line: 3 }, old: { start: 2, end: 3 } },
  ]);
});

test("a quote ends where it would be longer than one is", () => {
  const many = Array.from({ length: 100 }, (_, i) => `+${i}\n`).join("");
  const text = `diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -0,0 +1,100 @@\n${many}`;
  const selection = {
    path: "a",
    start: { side: "new", line: 1 },
    end: { side: "new", line: 100 },
    removed: [],
    added: [],
    new: { start: 1, end: 100 },
  } as const;
  expect(anchorOf({ kind: "branch" }, text, selection)?.quote.split("\n").length).toBe(60);
});

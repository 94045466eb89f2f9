import { expect, test } from "vitest";
import { differing, parseInlineDiff } from "./inlineDiff.ts";

test("lines get their numbers, hunks after the first their gap, replaced lines what changed", () => {
  const diff =
    "@@ -3,3 +3,3 @@ fn a\n one\n-let x = lock();\n+let x = pin();\n two\n@@ -20 +20,2 @@ fn b\n three\n+four\n";
  expect(parseInlineDiff(diff)).toEqual([
    { kind: "same", number: 3, text: "one" },
    { kind: "del", number: 4, text: "let x = lock();", changed: { from: 8, to: 12 } },
    { kind: "add", number: 4, text: "let x = pin();", changed: { from: 8, to: 11 } },
    { kind: "same", number: 5, text: "two" },
    { kind: "gap", number: undefined, text: "fn b" },
    { kind: "same", number: 20, text: "three" },
    { kind: "add", number: 21, text: "four" },
  ]);
});

test("a diff without a head, as of a new file, is numbered from one", () => {
  expect(parseInlineDiff("+a\n+b\n\\ No newline at end of file\n")).toEqual([
    { kind: "add", number: 1, text: "a" },
    { kind: "add", number: 2, text: "b" },
    { kind: "gap", number: undefined, text: " No newline at end of file" },
  ]);
});

test("changes are marked in whole words, and not where little is shared", () => {
  expect(differing("const total = sumOf(rows);", "const total = sumAll(rows);")).toEqual({
    before: { from: 14, to: 19 },
    after: { from: 14, to: 20 },
  });
  expect(differing("return base;", "throw new Error(message);")).toBeUndefined();
});

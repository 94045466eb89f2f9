import { keysOf, parsePatch } from "@flightdeck/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { matchKeys } from "./match.ts";

const head = "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n";
const keys = (...hunks: readonly string[]): string[] => [...keysOf(parsePatch(head + hunks.join("")))].flat();
const change = (before: string, after: string, at = 10) =>
  `@@ -${at},7 +${at},8 @@\n a\n b\n ${before}\n+new\n ${after}\n e\n f\n`;
const known = (now: readonly string[], marks: readonly string[]) => {
  const found = matchKeys(now, marks);
  return now.map((key) => found.has(key));
};

test("of equal changes as many are known as were marked, those that were marked first", () => {
  const three = keys(change("c", "d", 10), change("c", "d", 30), change("c", "d", 50));
  const [, second = ""] = three;
  expect(known(three, [second])).toEqual([false, true, false]);
  expect(known(three, three)).toEqual([true, true, true]);
  const four = keys(change("c", "d", 10), change("c", "d", 20), change("c", "d", 30), change("c", "d", 50));
  expect(known(four, three).filter(Boolean).length).toBe(3);
});

test("an equal change in another place is another change", () => {
  const [one = "", other = ""] = keys(change("c", "d", 10), change("x", "d", 30));
  expect(known([one, other], [other])).toEqual([false, true]);
  expect(known(keys(change("c", "d")), [other])).toEqual([false]);
});

test("a change is known where another one has come close to it", () => {
  const [alone = ""] = keys("@@ -1,7 +1,8 @@\n a\n b\n c\n+new\n d\n e\n f\n");
  const together = keys("@@ -1,7 +1,9 @@\n a\n+later\n b\n c\n+new\n d\n e\n f\n");
  expect(known(together, [alone])).toEqual([false, true]);
});

test("what is of a file as a whole is known by the same key alone", () => {
  expect(known(["mode:100755", "file:abc"], ["mode:100755", "file:abd"])).toEqual([true, false]);
});

test("no mark stands for two changes, whatever they are", () => {
  const mark = fc.constantFrom("a", "b", "end");
  const side = fc.array(mark, { minLength: 1, maxLength: 3 }).map((marks) => marks.join("."));
  const key = fc.tuple(fc.constantFrom("c1", "c2"), side, side, fc.nat(2)).map((parts) => parts.join("-"));
  const some = fc.uniqueArray(key, { maxLength: 12 });
  fc.assert(
    fc.property(some, some, (now, marks) => {
      const found = matchKeys(now, marks);
      expect(new Set(found.values()).size).toBe(found.size);
      for (const [each, other] of found) expect(other.split("-")[0]).toBe(each.split("-")[0]);
      for (const each of now) if (marks.includes(each)) expect(found.get(each)).toBe(each);
    }),
  );
});

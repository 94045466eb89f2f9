import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lineDiff } from "./lineDiff.ts";

const ample = 1 << 20;

test("changes show with three lines around them, near ones together", () => {
  const before = Array.from({ length: 30 }, (_, index) => `${index + 1}\n`).join("");
  const after = before.replace("\n5\n", "\nfive\n").replace("\n10\n", "\n").replace("\n25\n", "\n25\n25.5\n");
  expect(lineDiff(before, after, ample)).toEqual({
    additions: 2,
    deletions: 2,
    diff: `@@ -2,12 +2,11 @@
 2
 3
 4
-5
+five
 6
 7
 8
 9
-10
 11
 12
 13
@@ -23,6 +22,7 @@
 23
 24
 25
+25.5
 26
 27
 28
`,
  });
});

test("a new, an emptied and an equal file", () => {
  expect([lineDiff("", "a\nb\n", ample), lineDiff("a\n", "", ample), lineDiff("a\n", "a\n", ample)]).toEqual([
    { additions: 2, deletions: 0, diff: "@@ -0,0 +1,2 @@\n+a\n+b\n" },
    { additions: 0, deletions: 1, diff: "@@ -1,1 +0,0 @@\n-a\n" },
    { additions: 0, deletions: 0, diff: "" },
  ]);
});

test("a missing last line end is a difference", () => {
  expect(lineDiff("a", "a\n", ample).diff).toBe("@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
});

test("a long diff is cut at a line, its header and the counts still true", () => {
  const after = Array.from({ length: 1000 }, (_, index) => `line ${index}\n`).join("");
  const { additions, diff } = lineDiff("", after, 100);
  expect({ additions, lines: diff.trimEnd().split("\n") }).toEqual({
    additions: 1000,
    lines: ["@@ -0,0 +1,12 @@", ...Array.from({ length: 12 }, (_, index) => `+line ${index}`)],
  });
});

test("two large texts without a common line take no time to speak of", () => {
  const text = (word: string): string => Array.from({ length: 50_000 }, (_, index) => `${word} ${index}\n`).join("");
  const { additions, deletions } = lineDiff(text("old"), text("new"), 1000);
  expect([additions, deletions]).toEqual([50_000, 50_000]);
});

test("git turns the one text into the other by the diff, which is never longer than git's own", () => {
  const folder = mkdtempSync(join(tmpdir(), "diff-"));
  const git = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync("git", ["-c", "core.autocrlf=false", ...args], { cwd: folder, encoding: "utf8" });
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d", ""), { minLength: 1, maxLength: 25 });
  const text = fc.tuple(lines, fc.boolean()).map(([all, ended]) => `x${all.join("\n")}${ended ? "\n" : ""}`);
  try {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        const { diff, additions, deletions } = lineDiff(before, after, ample);
        writeFileSync(join(folder, "file"), before);
        writeFileSync(join(folder, "after"), after);
        writeFileSync(join(folder, "patch"), `--- a/file\n+++ b/file\n${diff}`);
        const numbers = git("diff", "--no-index", "--minimal", "--numstat", "file", "after").stdout;
        git("apply", "patch");
        // Git's is not always the shortest, whatever it is asked for.
        const [added = 0, deleted = 0] = String(numbers).split("\t").map(Number);
        expect({
          text: readFileSync(join(folder, "file"), "utf8"),
          longer: additions + deletions > added + deleted,
        }).toEqual({
          text: after,
          longer: false,
        });
      }),
      { numRuns: 50 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

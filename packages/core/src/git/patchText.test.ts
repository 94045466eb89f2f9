import { changesOf, formatPatch, type Hunk, keysOf, parsePatch } from "@flightdeck/contract";
import { temporaryRepository } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { patchesOf } from "./diff.ts";

const line = fc.constantFrom(
  "a",
  "b",
  "c",
  "",
  "}",
  "--- a/x",
  "+++ b/x",
  "@@ -1 +1 @@",
  "\\ x",
  "diff --git a b",
  "é\r",
  " ",
);
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom("\n", ""))
  .map(([lines, end]) => lines.join("\n") + (lines.length === 0 ? "" : end));

/** The lines of a text, the last one marked where it has no line feed. */
const linesOf = (whole: string): string[] => {
  const lines = whole.split("\n");
  const last = lines.pop() ?? "";
  return last === "" ? lines : [...lines, `${last}\u0000`];
};

/** Puts the new lines of each hunk where its old lines are. */
function applied(old: readonly string[], hunks: readonly Hunk[]): string[] {
  const lines = [...old];
  for (const { oldStart, oldLines, lines: body } of hunks.toReversed()) {
    const now = body
      .filter(({ kind }) => kind !== "removed")
      .map((each) => each.text + (each.noNewline ? "\u0000" : ""));
    lines.splice(oldLines === 0 ? oldStart : oldStart - 1, oldLines, ...now);
  }
  return lines;
}

test("git's patches are read and written back byte for byte, and say what they do", async () => {
  await using repository = await temporaryRepository({ files: { keep: "" } });
  const { path: cwd } = repository;
  await fc.assert(
    fc.asyncProperty(text, text, async (before, after) => {
      const from = await repository.commit("from", { "x.txt": before });
      const to = await repository.commit("to", { "x.txt": after });
      const [found] = await patchesOf(cwd, { from, to }, ["x.txt"]);
      const patch = parsePatch(found?.patch ?? "");
      expect(formatPatch(patch)).toBe(found?.patch ?? "");
      expect(applied(linesOf(before), patch.hunks)).toEqual(linesOf(after));
      const changes = patch.hunks.flatMap(changesOf);
      const bare = (lines: readonly string[]) => lines.map((each) => each.replace("\u0000", ""));
      expect(changes.map(({ removed }) => removed.map((each) => each.text))).toEqual(
        changes.map(({ oldStart, oldLines }) => bare(linesOf(before).slice(oldStart - 1, oldStart - 1 + oldLines))),
      );
      expect(changes.map(({ added }) => added.map((each) => each.text))).toEqual(
        changes.map(({ newStart, newLines }) => bare(linesOf(after).slice(newStart - 1, newStart - 1 + newLines))),
      );
      const keys = keysOf(patch).flat();
      expect(new Set(keys).size).toBe(changes.length);
    }),
    { numRuns: 40 },
  );
});

test("a change of type, a binary file, a mode and a rename are read and written back", async () => {
  await using repository = await temporaryRepository();
  const from = await repository.commit("from", {
    link: "to be a link\n",
    bin: Uint8Array.of(0, 1, 2),
    "run.sh": "x\n",
    "old name": "a\nb\nc\nd\ne\nf\n",
  });
  await repository.git("rm", "--quiet", "link");
  const target = (await repository.git("rev-parse", "HEAD:run.sh")).trim();
  await repository.write({ bin: Uint8Array.of(0, 9), 'new\n"name"': "a\nb\nc\nd\ne\nF\n" });
  await repository.git("rm", "--quiet", "old name");
  await repository.git("add", "--all");
  await repository.git("update-index", "--add", "--cacheinfo", `120000,${target},link`);
  await repository.git("update-index", "--chmod=+x", "run.sh");
  await repository.git("commit", "--quiet", "-m", "to");
  const paths = ["link", "bin", "run.sh", "old name", 'new\n"name"'];
  const found = await patchesOf(repository.path, { from, to: "HEAD" }, paths);
  const read = found.map(({ patch }) => parsePatch(patch));
  expect(read.map(formatPatch)).toEqual(found.map(({ patch }) => patch));
  expect(found.map(({ path }, i) => [path, read[i]?.binary, read[i]?.hunks.length])).toEqual([
    ["bin", true, 0],
    ["link", false, 2],
    ['new\n"name"', false, 1],
    ["run.sh", false, 0],
  ]);
});

import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { dearTries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { followLines, type LinePlace, mapLines, replacementsIn } from "./lineMap.ts";
import { git, makeRepository, temporaryFolder, write } from "./testing/repository.ts";

function treeOf(root: string): string {
  git(root, "add", "-A", "-f");
  return git(root, "write-tree");
}

const text = (lines: readonly string[], end = "\n"): string => lines.map((line) => `${line}${end}`).join("");
const numbered = (count: number, word = "line"): string[] =>
  Array.from({ length: count }, (_, i) => `${word} ${i + 1}`);

/** A repository whose file `a` is taken from one text to another, and where its lines are then. */
async function follow(
  before: string | Uint8Array,
  after: string | Uint8Array,
  from: number,
  to: number,
): Promise<LinePlace | undefined> {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: before });
  const old = treeOf(root);
  write(root, { a: after });
  return (await followLines(root, { from: old, to: treeOf(root) }, [{ path: "a", lines: { from, to } }]))[0];
}

const moved = (from: number, to: number, path = "a"): LinePlace => ({ kind: "moved", path, lines: { from, to } });
const changed = (from: number, to: number, path = "a"): LinePlace => ({
  kind: "changed",
  removed: false,
  path,
  lines: { from, to },
});
const removed = (line: number): LinePlace => ({
  kind: "changed",
  removed: true,
  path: "a",
  lines: { from: line, to: line },
});

test("reads the heads of hunks and nothing of what stands in their lines", () => {
  const patch =
    "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1,2 @@ @@ -7 +7 @@\n-x\n+@@ -3 +3 @@\n+y\r@@ -4 +4 @@\n@@ -5,0 +7 @@\n+z\n";
  expect(replacementsIn(patch)).toEqual([
    { old: { start: 1, count: 1 }, new: { start: 1, count: 2 } },
    { old: { start: 5, count: 0 }, new: { start: 7, count: 1 } },
  ]);
});

test("lines below an insertion move down, lines above it stay, and what is parted by it is changed", () => {
  const inserted = [{ old: { start: 4, count: 0 }, new: { start: 5, count: 3 } }];
  expect([
    mapLines(inserted, { from: 1, to: 4 }),
    mapLines(inserted, { from: 5, to: 6 }),
    mapLines(inserted, { from: 4, to: 5 }),
  ]).toEqual([
    { kind: "moved", lines: { from: 1, to: 4 } },
    { kind: "moved", lines: { from: 8, to: 9 } },
    { kind: "changed", removed: false, lines: { from: 4, to: 8 } },
  ]);
});

test("a changed range is where its kept lines and their replacement stand", async () => {
  const before = text(numbered(10));
  const after = text(["line 1", "line 2", "line 3", "four", "and a half", ...numbered(10).slice(4)]);
  expect([
    await follow(before, after, 4, 4),
    await follow(before, after, 3, 6),
    await follow(before, after, 4, 6),
    await follow(before, after, 2, 4),
    await follow(before, after, 5, 10),
  ]).toEqual([changed(4, 5), changed(3, 7), changed(4, 7), changed(2, 5), moved(6, 11)]);
});

test("removed lines are told at the line before them, at the head of the file at its first", async () => {
  const before = text(numbered(6));
  const without = (...gone: readonly number[]) => text(numbered(6).filter((_, i) => !gone.includes(i + 1)));
  expect([
    await follow(before, without(3, 4), 3, 4),
    await follow(before, without(3, 4), 4, 5),
    await follow(before, without(1, 2), 1, 2),
    await follow(before, without(5, 6), 5, 6),
    await follow(before, "", 2, 3),
  ]).toEqual([removed(2), changed(3, 3), removed(1), removed(4), removed(1)]);
});

test("a renamed file is followed, also into another folder and with changes", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { "a\n\"b'": text(numbered(20)), other: "o\n" });
  const from = treeOf(root);
  mkdirSync(join(root, "deep er"));
  renameSync(join(root, "a\n\"b'"), join(root, "deep er/-ü"));
  write(root, { "deep er/-ü": text(["new", ...numbered(20)]) });
  const asked = [3, 20].map((line) => ({ path: "a\n\"b'", lines: { from: line, to: line } }));
  expect(await followLines(root, { from, to: treeOf(root) }, asked)).toEqual([
    moved(4, 4, "deep er/-ü"),
    moved(21, 21, "deep er/-ü"),
  ]);
});

test("a file that is gone is gone, and one that became a link has none of its lines", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { gone: text(numbered(3)), link: text(numbered(9, "x")) });
  const from = treeOf(root);
  rmSync(join(root, "gone"));
  rmSync(join(root, "link"));
  symlinkSync("elsewhere", join(root, "link"));
  const asked = ["gone", "link"].map((path) => ({ path, lines: { from: 2, to: 3 } }));
  expect(await followLines(root, { from, to: treeOf(root) }, asked)).toEqual([{ kind: "gone" }, changed(1, 1, "link")]);
});

test("ends of lines and modes are no change, and a file that git calls binary is followed all the same", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), {
    ".gitattributes": "*.bin binary\n*.own diff=own\n",
    "dos.txt": text(numbered(4)),
    "a.bin": text(numbered(4)),
    "b.own": text(numbered(4)),
  });
  const from = treeOf(root);
  const trap = join(folder.path, "trap");
  git(root, "config", "diff.own.command", `touch '${trap}'`);
  git(root, "config", "diff.interHunkContext", "9");
  write(root, { "dos.txt": text(["new", ...numbered(4)], "\r\n"), "a.bin": text(["\0", ...numbered(4)]) });
  write(root, { "b.own": text(["line 1", "new", "line 2", "line 3", "new", "line 4"]) });
  git(root, "update-index", "--chmod=+x", "dos.txt");
  const asked = ["dos.txt", "a.bin", "b.own"].map((path) => ({ path, lines: { from: 2, to: 3 } }));
  expect(await followLines(root, { from, to: treeOf(root) }, asked)).toEqual([
    moved(3, 4, "dos.txt"),
    moved(3, 4, "a.bin"),
    moved(3, 4, "b.own"),
  ]);
  expect(() => rmSync(trap)).toThrow();
});

test("no content is taken for a part of the diff", async () => {
  const before = text(["1", "2", "3"]);
  const after = text([
    "\rdiff --git a/a b/a\r@@ -1,3 +9,9 @@",
    "@@ -2 +5 @@",
    "\u2028diff --git a/b b/b",
    "1",
    "2",
    "3",
  ]);
  expect(await follow(before, after, 2, 3)).toEqual(moved(5, 6));
});

test("a last line that gets its line end stays what it was", async () => {
  expect([await follow("1\n2", "1\n2\n3\n", 2, 2), await follow("1\n2", "0\n1\n2", 2, 2)]).toEqual([
    moved(2, 2),
    moved(3, 3),
  ]);
});

type Step = { readonly at: number; readonly drop: number; readonly add: number };

/** What becomes of a file's lines, each of them unlike all others, by steps taken one after another. */
function take(lines: readonly string[], steps: readonly Step[]): string[] {
  return steps.reduce(
    (now, { at, drop, add }, step) => {
      const fresh = Array.from({ length: add }, (_, i) => `new ${step}.${i}`);
      return now.toSpliced(at % (now.length + 1), drop, ...fresh);
    },
    [...lines],
  );
}

/** Where lines are that are unlike all others: as they can be looked up. */
function lookUp(old: readonly string[], now: readonly string[], from: number, to: number): "moved" | "changed" {
  const first = now.indexOf(old[from - 1] ?? "");
  const kept = old.slice(from - 1, to).every((line, i) => first >= 0 && now[first + i] === line);
  return kept ? "moved" : "changed";
}

test("lines are told as moved exactly where they stand together as before, whatever was done around them", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"));
  const step = fc.record({ at: fc.nat(40), drop: fc.nat(4), add: fc.nat(4) });
  const file = fc.record({ size: fc.integer({ min: 1, max: 30 }), steps: fc.array(step, { maxLength: 6 }) });
  const property = fc.asyncProperty(
    fc.array(file, { minLength: 1, maxLength: 6 }),
    fc.boolean(),
    async (files, dos) => {
      const versions = files.map(({ size, steps }) => ({ old: numbered(size), now: take(numbered(size), steps) }));
      for (const [i, { old }] of versions.entries()) write(root, { [`f${i}`]: text(old) });
      const from = treeOf(root);
      for (const [i, { now }] of versions.entries()) write(root, { [`f${i}`]: text(now, dos ? "\r\n" : "\n") });
      const asked = versions.flatMap(({ old }, i) =>
        old.flatMap((_, a) => [0, 1, 4].map((more) => ({ i, from: a + 1, to: Math.min(a + 1 + more, old.length) }))),
      );
      const places = await followLines(
        root,
        { from, to: treeOf(root) },
        asked.map(({ i, ...lines }) => ({ path: `f${i}`, lines })),
      );
      for (const [n, { i, from: first, to: last }] of asked.entries()) {
        const { old = [], now = [] } = versions[i] ?? {};
        const place = places[n];
        if (place === undefined || place.kind === "gone") throw new Error("a file is lost");
        expect([place.path, place.kind]).toEqual([`f${i}`, lookUp(old, now, first, last)]);
        const found = now.slice(place.lines.from - 1, place.lines.to);
        if (place.kind === "moved") expect(found).toEqual(old.slice(first - 1, last));
        else {
          // Inside the file, around whatever is left of them, and around nothing else that was there before.
          expect(place.lines.from).toBeGreaterThanOrEqual(1);
          expect(place.lines.to).toBeLessThanOrEqual(Math.max(now.length, 1));
          const left = old.slice(first - 1, last).filter((line) => now.includes(line));
          expect(found.filter((line) => old.slice(first - 1, last).includes(line))).toEqual(left);
          if (place.removed) expect(left).toEqual([]);
          if (left.length > 0) expect(found.filter((line) => line.startsWith("line "))).toEqual(left);
        }
      }
    },
  );
  await fc.assert(property, dearTries(20));
});

import type { DiffFile } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { fileRows, filterFiles, groupByFolder, neighbour, sameFile } from "./files.ts";

const file = (path: string, more: Partial<DiffFile> = {}): DiffFile => ({
  path,
  kind: "modified",
  additions: 1,
  deletions: 0,
  binary: false,
  version: "",
  ...more,
});
const files = ["README.md", "src/a.ts", "src/b/c.ts", "src/d.ts"].map((path) => file(path));

test("files are grouped by folder, the root's last", () => {
  expect(groupByFolder(files)).toEqual([
    { folder: "src", files: [file("src/a.ts"), file("src/d.ts")] },
    { folder: "src/b", files: [file("src/b/c.ts")] },
    { folder: "", files: [file("README.md")] },
  ]);
});

test("a folded folder keeps its head and hides its files", () => {
  expect(fileRows(groupByFolder(files), new Set(["src", ""]))).toEqual([
    { kind: "folder", folder: "src", open: false, count: 2 },
    { kind: "folder", folder: "src/b", open: true, count: 1 },
    { kind: "file", file: file("src/b/c.ts") },
    { kind: "folder", folder: "", open: false, count: 1 },
  ]);
});

test("the filter takes words in any order and case, old names too", () => {
  const moved = file("lib/new.ts", { kind: "renamed", oldPath: "src/Old.ts" });
  expect(filterFiles([...files, moved], "TS src").map(({ path }) => path)).toEqual([
    "src/a.ts",
    "src/b/c.ts",
    "src/d.ts",
    "lib/new.ts",
  ]);
  expect(filterFiles(files, "  ")).toBe(files);
});

test("stepping from file to file stops at both ends and starts where nothing is chosen", () => {
  const steps = [
    neighbour(files, "src/a.ts", 1),
    neighbour(files, "src/d.ts", 1),
    neighbour(files, "README.md", -1),
    neighbour(files, undefined, 1),
    neighbour(files, "gone", -1),
    neighbour([], undefined, 1),
  ];
  expect(steps.map((found) => found?.path)).toEqual([
    "src/b/c.ts",
    "src/d.ts",
    "README.md",
    "README.md",
    "src/d.ts",
    undefined,
  ]);
});

test("files are the same when all that is said of them is", () => {
  const one = file("a", { generated: "lock", version: "1..2" });
  const others = [
    { ...one },
    file("a", { version: "1..2" }),
    { ...one, version: "1..3" },
    { ...one, additions: 2 },
    { ...file("a", { version: "1..2" }), oldPath: "b" },
  ];
  expect(others.map((other) => sameFile(one, other))).toEqual([true, false, false, false, false]);
});

import type { DiffFile } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { readPatch } from "./patch.ts";
import { changesOf, nextStop, type Stop } from "./steps.ts";

const patch = (path: string) =>
  readPatch(
    path,
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,4 +1,4 @@\n one\n-two\n+zwei\n three\n+drei\n-four\n@@ -20,2 +20,3 @@\n a\n+b\n c\n`,
    "1",
    undefined,
  );
const file = (path: string): DiffFile => ({
  path,
  kind: "modified",
  additions: 1,
  deletions: 1,
  binary: false,
  version: "",
});

test("each run of removed and added lines is one change", () => {
  expect(changesOf(patch("a")).map(({ side, line }) => `${side} ${line}`)).toEqual(["old 2", "old 4", "new 21"]);
});

test("steps go through all changes of all files and back, over files that have no lines", () => {
  const files = ["a", "picture.png", "b"].map(file);
  const stops = (one: DiffFile) => (one.path === "picture.png" ? [] : changesOf(patch(one.path)));
  const walk = (by: 1 | -1): readonly string[] => {
    const seen: string[] = [];
    let at: Stop | undefined = nextStop(files, stops, undefined, by);
    while (at !== undefined) {
      seen.push(`${at.path} ${at.point?.line ?? "-"}`);
      at = nextStop(files, stops, at, by);
    }
    return seen;
  };
  const forth = ["a 2", "a 4", "a 21", "picture.png -", "b 2", "b 4", "b 21"];
  expect(walk(1)).toEqual(forth);
  expect(walk(-1)).toEqual(forth.toReversed());
});

test("from a file's head its first change is next, and what is before it is in the file before", () => {
  const files = ["a", "b"].map(file);
  const stops = (one: DiffFile) => changesOf(patch(one.path));
  expect(nextStop(files, stops, { path: "b" }, 1)).toEqual({ path: "b", point: { side: "old", line: 2 } });
  expect(nextStop(files, stops, { path: "b" }, -1)).toEqual({ path: "a", point: { side: "new", line: 21 } });
});

import type { FileStaging } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { fileState, linesState, revertedWords, shownObjects } from "./chosen.ts";

const hunk = { removed: [3, 4], added: [3] };
const staging = (more: Partial<FileStaging>): FileStaging => ({
  path: "a",
  state: "none",
  staged: { removed: [], added: [] },
  ...more,
});

test("a patch names the objects that it was between, whatever its lines say", () => {
  const head = "diff --git a/a b/a\nindex 1234567..89abcde 100644\n--- a/a\n+++ b/a\n";
  const lines = "@@ -1,2 +1,2 @@\n index 1111111..2222222 100644\n-index 3333333..4444444\n+x\n";
  expect([
    shownObjects(head + lines),
    shownObjects(""),
    shownObjects("similarity index 100%\nrename from a\n"),
  ]).toEqual([{ old: "1234567", new: "89abcde" }, undefined, undefined]);
});

test("a change of type has two objects for each side, so none is named", () => {
  const end =
    "diff --git a/a b/a\ndeleted file mode 100644\nindex 1234567..0000000\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
  const begin =
    "diff --git a/a b/a\nnew file mode 120000\nindex 0000000..89abcde\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+y\n";
  expect(shownObjects(end + begin)).toBeUndefined();
});

test("lines can be staged until they are, and those that are committed cannot", () => {
  const none = { canStage: true, canUnstage: false, word: undefined };
  const states = [
    undefined,
    staging({}),
    staging({ state: "partly", staged: { removed: [3], added: [] } }),
    staging({ state: "all", staged: { removed: [3, 4, 9], added: [3] } }),
    staging({ uncommitted: { removed: [], added: [] } }),
    staging({ state: "all", staged: { removed: [3], added: [] }, uncommitted: { removed: [3], added: [] } }),
  ].map((each) => linesState(hunk, each));
  expect(states).toEqual([
    none,
    none,
    { canStage: true, canUnstage: true, word: "partly staged" },
    { canStage: false, canUnstage: true, word: "staged" },
    { canStage: false, canUnstage: false, word: undefined },
    { canStage: false, canUnstage: true, word: "staged" },
  ]);
});

test("a file that is committed has nothing to stage; one without lines goes by its state", () => {
  expect([
    fileState(staging({ uncommitted: { removed: [], added: [] } })),
    fileState(staging({ state: "partly" })),
    fileState(staging({ state: "all", uncommitted: { removed: [], added: [] } })),
  ]).toEqual([
    { canStage: false, canUnstage: false, word: undefined },
    { canStage: true, canUnstage: true, word: "partly staged" },
    { canStage: false, canUnstage: true, word: "staged" },
  ]);
});

test("a revert is told in few words", () => {
  const told = [
    { files: 1, lines: 1, path: "src/a.ts" },
    { files: 1, lines: 1200, path: "a.ts" },
    { files: 1, lines: 0, path: "src/picture.png" },
    { files: 3, lines: 9, path: "a.ts" },
  ].map(revertedWords);
  expect(told).toEqual(["1 line in a.ts", "1,200 lines in a.ts", "picture.png", "3 files"]);
});

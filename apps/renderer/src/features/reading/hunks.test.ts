import type { ChangeReading } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { nextUnreadIn, readingIn, stretchOf } from "./hunks.ts";

const change = (
  key: string,
  oldStart: number,
  oldLines: number,
  newStart: number,
  newLines: number,
  more: Partial<ChangeReading> = {},
): ChangeReading => ({
  key,
  oldStart,
  oldLines,
  newStart,
  newLines,
  read: false,
  fresh: false,
  ...more,
});
const stretch = (index: number, oldStart: number, oldLines: number, newStart: number, newLines: number) => ({
  path: "a",
  index,
  oldStart,
  oldLines,
  newStart,
  newLines,
});

test("a hunk has the changes that stand in it, however it was cut", () => {
  const hunks = [
    [change("added", 5, 0, 5, 2), change("removed", 9, 1, 11, 0)],
    [change("far", 40, 1, 41, 1, { read: true })],
  ];
  expect(readingIn(stretch(0, 2, 11, 2, 12), hunks)).toEqual({ read: false, fresh: false, keys: ["added", "removed"] });
  expect(readingIn(stretch(1, 37, 7, 38, 7), hunks)).toEqual({ read: true, fresh: false, keys: ["far"] });
  // With whitespace ignored a hunk may hold less.
  expect(readingIn(stretch(0, 8, 3, 10, 2), hunks).keys).toEqual(["removed"]);
  expect(readingIn(stretch(2, 80, 3, 80, 3), hunks)).toEqual({ read: false, fresh: false, keys: [] });
});

test("what has no lines belongs to the first hunk of its file", () => {
  const hunks = [[change("mode:100755", 0, 0, 0, 0, { fresh: true }), change("line", 5, 1, 5, 1)]];
  expect(readingIn(stretch(0, 2, 7, 2, 7), hunks)).toEqual({ read: false, fresh: true, keys: ["mode:100755", "line"] });
  expect(readingIn(stretch(1, 2, 2, 2, 2), hunks).keys).toEqual([]);
});

test("the next unread hunk is behind the one where the person is, and its first unread line is shown", () => {
  const hunks = [
    [change("one", 5, 1, 5, 1)],
    [change("two", 20, 1, 20, 1, { read: true }), change("three", 22, 2, 22, 0)],
    [change("four", 40, 0, 40, 1, { read: true })],
  ];
  const first = nextUnreadIn("a", hunks);
  expect(first).toEqual({ stretch: stretch(0, 5, 1, 5, 1), point: { side: "new", line: 5 } });
  const second = nextUnreadIn("a", hunks, first?.stretch);
  expect(second).toEqual({ stretch: stretch(1, 20, 4, 20, 2), point: { side: "old", line: 22 } });
  expect(nextUnreadIn("a", hunks, second?.stretch)).toBeUndefined();
  expect(stretchOf("a", 0, [change("file:x", 0, 0, 0, 0)])).toEqual(stretch(0, 0, 0, 0, 0));
});

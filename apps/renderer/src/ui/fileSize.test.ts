import { expect, test } from "vitest";
import { fileSize } from "./fileSize.ts";

test("sizes are short", () => {
  expect([0, 999, 1000, 9940, 9950, 12_300, 999_499, 999_500, 20 << 20].map(fileSize)).toEqual([
    "0 B",
    "999 B",
    "1.0 KB",
    "9.9 KB",
    "10 KB",
    "12 KB",
    "999 KB",
    "1.0 MB",
    "21 MB",
  ]);
});

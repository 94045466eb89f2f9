import { expect, test } from "vitest";
import { columnWidths } from "./columns.ts";

test("columns are as wide as the first rows want, within bounds, and later rows change nothing", () => {
  const rows = [
    ["Name", "n"],
    ["**bold** word", "1"],
    ["[link](https://example.com/long)", "x".repeat(99)],
  ];
  const more = Array.from({ length: 9 }, () => ["much longer than all that came before it", "12345678"]);
  expect(columnWidths(rows)).toEqual([9, 44]);
  expect(columnWidths([...rows, ["a", "b"], ["a", "b"], ...more])).toEqual([9, 44]);
  expect(columnWidths([])).toEqual([]);
});

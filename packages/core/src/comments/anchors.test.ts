import { expect, test } from "vitest";
import { findQuote } from "./anchors.ts";

const text = "one\ntwo\nthree\ntwo\nthree\n";
const at = (from: number, to: number, quote: string, side: "old" | "new" = "new") =>
  findQuote(text, { lines: { from, to }, quote, side });

test("quoted lines are found where they were seen, or nearest to it", () => {
  expect([
    at(2, 3, " two\n+three"),
    at(4, 5, " two\n+three"),
    at(5, 6, " two\n+three"),
    at(1, 2, "-zero\n one\n+two"),
    at(9, 9, "-one", "old"),
    at(2, 3, "+two\n+four"),
    at(2, 5, "+two\n three"),
  ]).toEqual([
    { from: 2, to: 3 },
    { from: 4, to: 5 },
    { from: 4, to: 5 },
    { from: 1, to: 2 },
    { from: 1, to: 1 },
    undefined,
    { from: 2, to: 5 },
  ]);
});

test("lines that were seen without their white space are found, the same ones first", () => {
  const indented = "if (a) {\n\tone();\n}\n  one();\n";
  const find = (from: number, quote: string) => findQuote(indented, { lines: { from, to: from }, quote, side: "new" });
  expect([find(1, " one();"), find(1, "   one();"), find(1, "+ one()")]).toEqual([
    { from: 2, to: 2 },
    { from: 4, to: 4 },
    undefined,
  ]);
});

test("ends of lines do not part a quote from its lines", () => {
  expect(findQuote("a\r\nb\r\n", { lines: { from: 1, to: 2 }, quote: "+a\n+b\r\n\\ No newline", side: "new" })).toEqual(
    {
      from: 1,
      to: 2,
    },
  );
});

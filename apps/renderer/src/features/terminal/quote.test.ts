import { expect, test } from "vitest";
import { selectionBlock } from "./quote.ts";

test("a selection becomes a block without the space that the screen put around it", () => {
  expect(selectionBlock("\n  at foo (a.ts:1)   \r\n\r\nError  \n\n")).toBe("```\n  at foo (a.ts:1)\n\nError\n```");
});

test("fences inside do not end it", () => {
  expect(selectionBlock("````\ncode\n````")).toBe("`````\n````\ncode\n````\n`````");
});

test("a long one is cut in the middle", () => {
  const block = selectionBlock(`start${"x".repeat(50_000)}end`);
  expect([
    block.length < 20_100,
    block.includes("… cut …"),
    block.startsWith("```\nstart"),
    block.endsWith("end\n```"),
  ]).toEqual([true, true, true, true]);
});

import { expect, test } from "vitest";
import { createMessageBoxes, type OpenBox, quoted } from "./boxes.ts";

const box = (): OpenBox => ({
  insertText: () => {},
  insertWords: () => {},
  insertFile: () => {},
  flush: () => {},
  quote: () => {},
  append: () => {},
  focus: () => {},
});

test("a quotation marks every line, also the empty ones, and leaves out the space around it", () => {
  expect(quoted("\n one\r\n\r\n  two \n")).toBe("> one\n>\n>   two");
});

test("a box is found under its key while it is on screen; the newer one of two holds", () => {
  const boxes = createMessageBoxes();
  const [first, second] = [box(), box()];
  const goFirst = boxes.add("thread", first);
  const goSecond = boxes.add("thread", second);
  goFirst();
  expect(boxes.find("thread")).toBe(second);
  goSecond();
  expect(boxes.find("thread")).toBeUndefined();
});

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

test("what waits for a box is done once it is on screen, and at once where it is already", () => {
  const boxes = createMessageBoxes();
  const written: string[] = [];
  const writing = { ...box(), append: (text: string) => void written.push(text) };
  boxes.whenOpen("new", (each) => each.append("first"));
  boxes.whenOpen("new", (each) => each.append("second"));
  boxes.add("another", writing);
  expect(written).toEqual([]);
  const close = boxes.add("new", writing);
  boxes.whenOpen("new", (each) => each.append("third"));
  close();
  boxes.add("new", writing);
  expect(written).toEqual(["first", "second", "third"]);
});

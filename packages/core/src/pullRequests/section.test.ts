import { expect, test } from "vitest";
import { section, withoutMarks, withSection } from "./section.ts";

const put = section("new\n\n![a](b)");
const old = section("old");

test("a section takes the place of the last one, and every other byte stays", () => {
  const before = "Mine  \r\n\r\n\ttabs\r\n";
  const after = "\r\n\r\nBelow,  with spaces \n\n\n";
  expect([
    withSection(`${before}${old}${after}`, put),
    // As a browser's text box writes it.
    withSection(`${before}${old.replaceAll("\n", "\r\n")}${after}`, put),
    withSection("Mine", put),
    withSection("Mine\n", put),
    withSection("", put),
  ]).toEqual([`${before}${put}${after}`, `${before}${put}${after}`, `Mine\n\n${put}`, `Mine\n\n${put}`, put]);
});

test("what says the same with other line ends is left alone", () => {
  const text = `Mine\r\n${put.replaceAll("\n", "\r\n")}\r\nBelow`;
  expect(withSection(text, put)).toBe(text);
});

test("where the marks are not one pair nothing is touched", () => {
  const [begins = "", ends = ""] = [put.split("\n")[0], put.split("\n").at(-1)];
  expect(
    [`${begins}\nold`, `old\n${ends}`, `${ends}\nold\n${begins}`, `${old}\n${old}`].map((text) =>
      withSection(text, put),
    ),
  ).toEqual([undefined, undefined, undefined, undefined]);
});

test("marks within a line are words, and marks of another are taken out", () => {
  const quoted = "See `<!-- flightdeck:evidence -->` there";
  expect([withSection(quoted, put), withoutMarks(`a\n${old}\nb ${quoted}`)]).toEqual([
    `${quoted}\n\n${put}`,
    `a\n\nold\n\nb ${quoted}`,
  ]);
});

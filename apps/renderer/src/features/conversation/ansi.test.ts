import { expect, test } from "vitest";
import { countLines, parseAnsi, tailLines } from "./ansi.ts";

const esc = "\u001b";

test("colours and weight are kept over line ends until they are reset", () => {
  expect(parseAnsi(`a${esc}[1;31mred\nstill${esc}[0m not${esc}[32m green`)).toEqual([
    [{ text: "a" }, { text: "red", bold: true, color: "red" }],
    [{ text: "still", bold: true, color: "red" }, { text: " not" }, { text: " green", color: "green" }],
  ]);
});

test("256 and true colours take their numbers with them", () => {
  expect(parseAnsi(`${esc}[38;5;1mx${esc}[38;2;31;32;33;1my${esc}[48;5;31;22mz`)).toEqual([
    [
      { text: "x", color: "red" },
      { text: "y", color: "red", bold: true },
      { text: "z", color: "red" },
    ],
  ]);
});

test("titles, links, cursor moves and half a sequence at the end leave no trace", () => {
  const output = `${esc}]0;evil\u0007a${esc}]8;;http://x${esc}\\b${esc}]8;;${esc}\\c${esc}[2K${esc}[?25ld${esc}(Be\u0008\u0007${esc}[3`;
  expect(parseAnsi(output)).toEqual([[{ text: "a" }, { text: "b" }, { text: "c" }, { text: "d" }, { text: "e" }]]);
});

test("markup in output is text", () => {
  expect(parseAnsi("<img src=x onerror=alert(1)>")).toEqual([[{ text: "<img src=x onerror=alert(1)>" }]]);
});

test("a progress line shows what it was last", () => {
  expect(parseAnsi("10%\r 55%\r100% done\r\nnext")).toEqual([[{ text: "100% done" }], [{ text: "next" }]]);
});

test("the tail is the last lines, whether the output ends in a line break or not", () => {
  expect(["", "a", "a\n", "a\nb\nc", "a\nb\nc\n", "\na\nb"].map((output) => tailLines(output, 2))).toEqual([
    "",
    "a",
    "a",
    "b\nc",
    "b\nc",
    "a\nb",
  ]);
});

test("lines are counted as an editor would", () => {
  expect(["", "a", "a\n", "a\nb", "\n\n"].map(countLines)).toEqual([0, 1, 1, 2, 2]);
});

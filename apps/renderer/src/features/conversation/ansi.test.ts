import { expect, test } from "vitest";
import { applySgr, countLines, createTerminal, parseAnsi, tailLines } from "./ansi.ts";

const esc = "\u001b";

test("colours and weight are kept over line ends until they are reset", () => {
  expect(parseAnsi(`a${esc}[1;31mred\nstill${esc}[0m not${esc}[92m green`)).toEqual([
    [{ text: "a" }, { text: "red", bold: true, color: 1 }],
    [{ text: "still", bold: true, color: 1 }, { text: " not" }, { text: " green", color: 10 }],
  ]);
});

test("256 and true colours are theirs, with semicolons and with colons, and take their numbers with them", () => {
  const codes = [
    "38;5;9",
    "38;5;208",
    "38;5;244",
    "38;2;31;32;33;1",
    "48:2::1:2:3",
    "38:2:4:5:6",
    "38;5;999",
    "4:0",
    "4:3",
  ];
  expect(codes.map((code) => applySgr({}, code))).toEqual([
    { color: 9 },
    { color: [255, 135, 0] },
    { color: [128, 128, 128] },
    { color: [31, 32, 33], bold: true },
    { ground: [1, 2, 3] },
    { color: [4, 5, 6] },
    {},
    {},
    { underline: true },
  ]);
});

test("every mark goes on and off by itself", () => {
  const all = applySgr({}, "1;2;3;4;7;9;31;42");
  expect([all, applySgr(all, "22;23;24;27;29;39;49")]).toEqual([
    { bold: true, dim: true, italic: true, underline: true, inverse: true, strike: true, color: 1, ground: 2 },
    {},
  ]);
});

test("titles, links, other sequences and half a one at the end leave no trace", () => {
  const output = `${esc}]0;evil\u0007a${esc}]8;;http://x${esc}\\b${esc}]8;;${esc}\\c${esc}[?25ld${esc}(Be\u0007${esc}[3`;
  expect(parseAnsi(output)).toEqual([[{ text: "abcde" }]]);
});

test("progress that is written over shows what it was last, over several lines too", () => {
  const bars = `one 10%\ntwo 20%\n${esc}[2Aone 100%${esc}[K\n${esc}[Ktwo done\nend`;
  expect([
    parseAnsi(bars),
    parseAnsi(`wait |\b/\b-`),
    parseAnsi(`abcdef\r${esc}[3Cx${esc}[K`),
    parseAnsi(`a${esc}[5Gb`),
  ]).toEqual([
    [[{ text: "one 100%" }], [{ text: "two done" }], [{ text: "end" }]],
    [[{ text: "wait -" }]],
    [[{ text: "abcx" }]],
    [[{ text: "a   b" }]],
  ]);
});

test("a style in the middle of a line that is written over stays around it", () => {
  expect(parseAnsi(`${esc}[31mabcdef${esc}[0m\rxy`)).toEqual([[{ text: "xy" }, { text: "cdef", color: 1 }]]);
});

test("output that comes in pieces is what it is as a whole", () => {
  const whole = `a${esc}[32mb\nc\rd${esc}[1Ae\n${esc}[38;2;1;2;3mlong\n\n`;
  const terminal = createTerminal();
  for (const line of whole.split(/(?<=\n)/)) terminal.write(line);
  expect(terminal.lines()).toEqual(parseAnsi(whole));
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

test("a cursor that is sent far below the end begins one line there", () => {
  expect(
    parseAnsi(`a${esc}[200Bb${esc}[1A${esc}[2Bc${esc}[5Ed`).map((line) => line.map(({ text }) => text).join("")),
  ).toEqual(["a", " b", "  c", "d"]);
  expect(parseAnsi(`${esc}[99999999B`.repeat(1_000))).toHaveLength(1_001);
});

import { expect, test } from "vitest";
import { hidesCharacters, readLinkDraft } from "./link.ts";

test("what nobody could see is found, and what joins letters and emoji is not", () => {
  const hidden = [
    "a\u0000",
    "\u001b[2J",
    "a\u202eb",
    "\u2066",
    "a\u200bb",
    "\ufeff",
    "a\u00adb",
    "x\u{e0041}\u{e0042}",
  ];
  const seen = ["two\nlines\tand a tab", "👩\u200d💻", "می\u200cخواهم", "❤\ufe0f", "naïve 漢字"];
  expect([hidden.filter((text) => !hidesCharacters(text)), seen.filter(hidesCharacters)]).toEqual([[], []]);
});

test("a proposed thread has a prompt and a folder, or the reason why it is none", () => {
  const read = (...query: (readonly [string, string])[]) => readLinkDraft(query);
  expect([
    read(),
    read(["prompt", "one\r\ntwo"], ["path", "/repo"]),
    read(["prompt", ""], ["path", ""]),
    read(["prompt", "a"], ["send", "true"]),
    read(["prompt", "a"], ["prompt", "b"]),
    read(["prompt", "a".repeat(8_001)]),
    read(["path", `/${"a".repeat(4_096)}`]),
    read(["prompt", "safe\u202eetirw"]),
    read(["path", "/tmp\n/x"]),
  ]).toEqual([
    {},
    { prompt: "one\ntwo", path: "/repo" },
    {},
    "unknown",
    "unknown",
    "too_long",
    "too_long",
    "hidden_characters",
    "hidden_characters",
  ]);
});

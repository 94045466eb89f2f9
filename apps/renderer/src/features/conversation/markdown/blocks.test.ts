import fc from "fast-check";
import { expect, test } from "vitest";
import { type Blocks, splitBlocks } from "./blocks.ts";

const answer = [
  "# Title\n\nA paragraph with `code`,\nof two lines.\n\n",
  "- one\n- two\n\n  more of two\n\n- three\n\n",
  "```ts\nconst a = 1;\n\n\nconst b = 2;\n```\n",
  "| a | b |\n|---|---|\n| 1 | 2 |\n\nSetext\n===\n\n> quoted\nlazy\n\n",
  "[x]: https://example.com\n\n1. first\n2. second\n<b>html</b>\n\nSee [x].\n",
].join("");

const raws = (blocks: Blocks): readonly string[] => blocks.blocks.map((block) => block.raw);

test("a text that comes in pieces has the blocks of the whole", () => {
  const pieces = fc.array(fc.constantFrom(...answer.split(/(?<=\n)|(?<=[ |*`-])/), "\n", "- ", "```", "    ", "|"), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      let text = "";
      let grown: Blocks = splitBlocks("");
      for (const part of parts) {
        text += part;
        grown = splitBlocks(text, grown);
      }
      expect(raws(grown)).toEqual(raws(splitBlocks(text)));
      expect(raws(grown).join("")).toBe(text);
    }),
    { numRuns: 1500 },
  );
});

test("blocks that are finished stay the same objects while the text grows", () => {
  const before = splitBlocks("one\n\ntwo\n\nthree\n\nfo");
  const after = splitBlocks("one\n\ntwo\n\nthree\n\nfour", before);
  expect(after.blocks.slice(0, 3).map((block, index) => block === before.blocks[index])).toEqual([true, true, true]);
  expect(after.blocks[3]?.raw).toBe("four");
});

test("an unfinished fence is one block to its end", () => {
  expect(splitBlocks("Look:\n\n```sh\n# not a heading\n\n- not a list\n").blocks.map(({ kind }) => kind)).toEqual([
    "paragraph",
    "code",
  ]);
});

test("a text that was replaced is read anew", () => {
  expect(raws(splitBlocks("other", splitBlocks("one\n\ntwo\n\nthree")))).toEqual(["other"]);
});

test("line ends of every system cut alike", () => {
  expect(raws(splitBlocks("a\r\n\r\nb\rc"))).toEqual(["a\n\n", "b\nc"]);
});

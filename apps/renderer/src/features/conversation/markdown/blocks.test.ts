import fc from "fast-check";
import { expect, test } from "vitest";
import { type Blocks, blockTokens, isWhole, splitBlocks } from "./blocks.ts";

const answer = [
  "# Title\n\nA paragraph with `code`,\nof two lines.\n\n",
  "- one\n- two\n\n  more of two\n\n- three\n\n",
  "```ts\nconst a = 1;\n\n\nconst b = 2;\n```\n",
  "| a | b |\n|---|---|\n| 1 | 2 |\n\nSetext\n===\n\n> quoted\nlazy\n\n",
  "$$\na + b\n- c\n$$\nSo $x$ and \\[ y \\].\n\n",
  "[x]: https://example.com\n\n1. first\n2. second\n<b>html</b>\n\nSee [x].\n",
].join("");

const raws = (blocks: Blocks): readonly string[] => blocks.blocks.map((block) => block.raw);

test("a text that comes in pieces has the blocks of the whole", () => {
  const pieces = fc.array(
    fc.constantFrom(...answer.split(/(?<=\n)|(?<=[ |*`-])/), "\n", "- ", "```", "    ", "|", "$$\n", "\\["),
    {
      maxLength: 40,
    },
  );
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

const long = {
  list: (index: number) => `- item ${index} with \`code\`, **bold** and a good many words so that it fills a line\n`,
  table: (index: number) =>
    index === 0 ? "| a | b |\n|---|---|\n" : `| cell ${index} of the first | and ${index} of the second |\n`,
  paragraph: (index: number) => `Sentence number ${index} has \`code\` and **bold words** in it, and then it ends. `,
  code: (index: number) => (index === 0 ? "```ts\n" : `const value${index} = compute(${index});\n`),
};

test.each(Object.entries(long))("a long %s is parts of the same places, however it came", (_kind, piece) => {
  let text = "Before.\n\n";
  let grown = splitBlocks(text);
  for (let index = 0; index < 400; index += 1) {
    text += piece(index);
    grown = splitBlocks(text, grown);
  }
  text += "\n\nAfter.";
  grown = splitBlocks(text, grown);
  expect(grown.blocks).toEqual(splitBlocks(text).blocks);
  expect(raws(grown).join("")).toBe(text);
});

test("a long table, list or paragraph is drawn in parts, and each part can be read by itself", () => {
  const parts = (["list", "table", "paragraph", "code"] as const).map((kind) => {
    const text = Array.from({ length: 400 }, (_, index) => long[kind](index)).join("");
    const { blocks, links } = splitBlocks(text);
    const types = blocks.map((block) =>
      blockTokens(block, links)
        .map((token) => token.type)
        .join(),
    );
    return [kind, blocks.length > 4, new Set(types).size];
  });
  expect(parts).toEqual([
    ["list", true, 1],
    ["table", true, 1],
    ["paragraph", true, 1],
    ["code", false, 1],
  ]);
});

test("a fence is whole once it is closed, by as many marks of its kind", () => {
  const last = (text: string) => splitBlocks(text).blocks.at(-1);
  const texts = [
    "```ts\na",
    "```ts\na\n```",
    "````\n```\n",
    "````\n```\n````\n",
    "~~~\n```",
    "```",
    "    code",
    "a\n```",
  ];
  expect(texts.map((text) => isWhole(last(text) ?? { kind: "", raw: "" }))).toEqual([
    false,
    true,
    false,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  ["quotes without end", "> ".repeat(20_000)],
  ["lists without end", "- ".repeat(20_000)],
  ["marks without end", "_a".repeat(200_000)],
  ["marks without end in a list", `- ${"*a".repeat(200_000)}`],
])("%s are shown as they are written", (_name, text) => {
  const { blocks, links } = splitBlocks(`Before.\n\n${text}\n\nAfter.`);
  expect(blocks.map(({ raw }) => raw).join("")).toBe(`Before.\n\n${text}\n\nAfter.`);
  const tokens = blocks.flatMap((block) => blockTokens(block, links));
  expect(tokens.some((token) => token.type === "html" && token.raw.includes(text))).toBe(true);
});

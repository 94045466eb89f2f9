import fc from "fast-check";
import type { Token, Tokens } from "marked";
import { expect, test } from "vitest";
import { type Blocks, blockTokens, splitBlocks } from "./blocks.ts";
import { presentable } from "./unfinished.ts";

/** What a person sees of a text, without spaces; formulas and pictures are one sign each. */
const seen = (tokens: readonly Token[] | undefined): string => (tokens ?? []).map(see).join("").replace(/\s/g, "");

function see(token: Token): string {
  switch (token.type) {
    case "table": {
      const table = token as Tokens.Table;
      return [table.header, ...table.rows].flatMap((row) => row.map((cell) => seen(cell.tokens))).join("");
    }
    case "list":
      return (token as Tokens.List).items.map((item) => seen(item.tokens)).join("");
    case "math":
    case "mathBlock":
      return "∑";
    case "image":
      return "▣";
    case "space":
    case "checkbox":
    case "hr":
      return "";
    default:
      return "tokens" in token && token.tokens !== undefined
        ? seen(token.tokens)
        : String("text" in token ? token.text : token.raw);
  }
}

/** Every state that a text goes through as it comes letter by letter. */
function* states(text: string): Generator<{ readonly of: string; readonly seen: string }> {
  let blocks: Blocks | undefined;
  for (let length = 1; length <= text.length; length += 1) {
    blocks = splitBlocks(text.slice(0, length), blocks);
    const { links } = blocks;
    const last = blocks.blocks.length - 1;
    const shown = blocks.blocks.map((block, index) =>
      seen(blockTokens(block, links, index === last ? presentable(block) : block.raw)),
    );
    yield { of: text.slice(Math.max(0, length - 24), length), seen: shown.join("") };
  }
}

/** What was shown and then taken back or changed. */
function flashes(text: string): readonly string[] {
  const found: string[] = [];
  let before = "";
  for (const { of, seen: now } of states(text)) {
    if (!now.startsWith(before)) found.push(`${JSON.stringify(of)}: ${before.slice(-24)} → ${now.slice(-24)}`);
    before = now;
  }
  return found;
}

const pieces = [
  "## A head with **weight**",
  "Words that are **bold and _slanted_ inside**, ***both***, `code with * star`, ~~gone~~, [a link](https://example.com/a_b) and more.",
  "A formula $x^2 + \\frac{1}{2}$ here, one \\(a < b\\) there, for $5 or $6.",
  "See ![a picture](out/chart.png) and <https://example.com/x> and array[0] and AT&T &amp; more.",
  "- first **bold**\n- second `code`\n  - inside\n- [ ] a task\n- [x] done",
  "1. one\n2. two with\n\n   ```sh\n   npm test\n   ```\n\n3. three",
  "| Name | What **it** does |\n|---|:--:|\n| a | `b` |\n| c_d | *e* |",
  "> quoted **words**\n> and more",
  "```ts\nconst a = `b` ?? 1;\n```",
  "~~~~md\n```\nin it\n```\n~~~~",
  "$$\nx^2\n+ y\n$$",
  "Set $HOME to what you like, and $PATH too, for a price of $5 to $10 each.",
  "Then 2 * 3 * 4, snake_case_name, __init__ and 7 > 5 ! Yes: it costs 50 % ~ 3.",
  "---",
  "```mermaid\nflowchart LR\n  A-->B\n```",
];

test.each(pieces)("what is shown of a text that is being written is never taken back: %j", (piece) => {
  expect(flashes(`${piece}\n\nThe end.`)).toEqual([]);
});

test("nor is it whatever stands before and behind", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 2, maxLength: 4 }), (chosen) => {
      expect(flashes(chosen.join("\n\n"))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test("a name with a dollar holds nothing up", () => {
  const seenOf = (text: string) => [...states(text)].at(-1)?.seen;
  expect([seenOf("Set $HO"), seenOf("Set $HOME to wh")]).toEqual(["Set", "Set$HOMEtowh"]);
});

test("a table is one from its first cell on, and a fence once its language is known", () => {
  const kinds = (text: string) => {
    const { blocks, links } = splitBlocks(text);
    return blocks.flatMap((block) => blockTokens(block, links, presentable(block)).map(({ type }) => type));
  };
  expect(["| a", "| a |", "| a | b |\n|--", "``", "```mer", "```mermaid\n", "$$\n", "**"].map(kinds)).toEqual([
    ["table"],
    ["table"],
    ["table"],
    [],
    [],
    ["code"],
    ["mathBlock"],
    [],
  ]);
});

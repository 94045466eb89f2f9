import type { Token } from "marked";
import { expect, test } from "vitest";
import { blockTokens, splitBlocks } from "./blocks.ts";

/** The formulas of a text, as they would be set. */
function formulas(text: string): readonly string[] {
  const found: string[] = [];
  const look = (token: Token | { readonly type: string; readonly tex?: string; readonly tokens?: Token[] }) => {
    const { type, tex, display, open } = token as { type: string; tex?: string; display?: boolean; open?: boolean };
    if (type === "math" || type === "mathBlock") found.push(`${open ? "…" : ""}${display ? "| " : ""}${tex}`);
    for (const inner of ("tokens" in token ? token.tokens : undefined) ?? []) look(inner);
    for (const item of ("items" in token ? (token.items as Token[]) : []) ?? []) look(item);
  };
  const { blocks, links } = splitBlocks(text);
  for (const block of blocks) for (const token of blockTokens(block, links)) look(token);
  return found;
}

test("formulas stand between dollars, brackets and on lines of their own", () => {
  expect(
    formulas(
      "Let $x_1 + y$ be \\(a < b\\), so $$z = 1$$ and **$e^x$**.\n\n- item $k$\n\n$$\na\n= b\n- c\n$$\n\n\\[ q \\]\nText",
    ),
  ).toEqual(["x_1 + y", "a < b", "| z = 1", "e^x", "k", "| a\n= b\n- c", "| q"]);
});

test("prices, variables, code and escaped dollars are text", () => {
  const texts = [
    "$5 and $6",
    "It costs $5, or 6$ in all",
    "US$5 to US$7",
    "echo $HOME and $PATH",
    "$HOME:$PATH",
    "\\$a\\$",
    "`$x$`",
    "```\n$$\nx\n$$\n```",
    "$ x $",
    "$$",
    "a $x\n\ny$ b",
    "between $5–$6",
  ];
  expect(texts.map(formulas)).toEqual(texts.map(() => []));
});

test("a formula on lines of its own is one while it is written, and text again when a blank line ends it", () => {
  expect([formulas("$$\n\\frac{a"), formulas("$$\n\\frac{a}{b}\n$$\n"), formulas("$$\n\\frac{a\n\nText")]).toEqual([
    ["…| \\frac{a"],
    ["| \\frac{a}{b}"],
    [],
  ]);
});

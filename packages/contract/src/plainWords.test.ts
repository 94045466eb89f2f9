import { expect, test } from "vitest";
import { plainWords } from "./plainWords.ts";

const line = (text: string) => plainWords(text).replace(/\s+/g, " ").trim();

test("an answer's preview has its words without its marks", () => {
  expect(
    [
      "## Done\n\nI added `NOTES.md`:\n\n- a **title**\n- [a link](https://x.y)",
      "It printed:\n\n```sh\nok\n```",
      "| a | b |\n| --- | ---: |\n| 1 | 2 |",
      "2 * 3 * 4, snake_case and a lone ` stay; - so does this",
    ].map(line),
  ).toEqual([
    "Done I added NOTES.md: a title a link",
    "It printed: ok",
    "| a | b | | 1 | 2 |",
    "2 * 3 * 4, snake_case and a lone ` stay; - so does this",
  ]);
});

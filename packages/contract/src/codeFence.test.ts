import { expect, test } from "vitest";
import { codeFence } from "./codeFence.ts";

test("a fence is longer than any in its text, and says the language", () => {
  expect([codeFence("a\n"), codeFence("```\nb\n````", "diff")]).toEqual([
    "```\na\n```",
    "`````diff\n```\nb\n````\n`````",
  ]);
});

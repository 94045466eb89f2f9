import { noUsage } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { cacheWords, spentWords } from "./turnWords.ts";

test("a turn's tokens are told apart, with what they cost where a price is known", () => {
  expect(spentWords({ ...noUsage, input: 12_000, output: 1234 })).toBe("12 k read; 1.2 k written");
  expect(spentWords({ input: 12_000, cached: 10_400, output: 1234, reasoning: 300, context: 0, cost: 0.0312 })).toBe(
    "12 k read, 10 k of it cached; 1.2 k written, 300 of it thinking; $0.03",
  );
});

test("a cache that was missed is told with its reason; one that was found is not", () => {
  expect(cacheWords(undefined)).toBeUndefined();
  expect(cacheWords({ hit: true })).toBeUndefined();
  expect(cacheWords({ hit: false, reason: "tools_changed", missedTokens: 18_000 })).toEqual({
    words: "cache missed: tools changed",
    meaning: "The agent's tools changed. 18 k tokens were read anew.",
  });
  expect(cacheWords({ hit: false, reason: "some_new_reason" })).toEqual({
    words: "cache missed: some new reason",
    meaning: "Some new reason.",
  });
  expect(cacheWords({ hit: false })).toEqual({ words: "cache missed", meaning: "The provider does not say why." });
});

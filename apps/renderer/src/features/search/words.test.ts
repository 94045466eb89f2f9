import type { SearchHit } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { plainOf, withoutRepeats } from "./words.ts";

test("signs of markdown are taken away where they were meant as such, and stay in a command", () => {
  const text = "**Looking** at `lock` and __init__";
  expect([plainOf("reasoning")?.(text), plainOf("command")?.(text)]).toEqual([
    "Looking at lock and __init__",
    undefined,
  ]);
});

test("what reads the same is found once, where it is found best", () => {
  const hit = (itemId: string, kind: SearchHit["kind"], text: string) =>
    ({ itemId, kind, snippet: { text, marks: [] } }) as unknown as SearchHit; // what else a hit has plays no part
  const hits = [hit("a", "plan", "Lock"), hit("b", "agent_message", "Lock"), hit("c", "plan", "Lock")];
  expect(withoutRepeats(hits).map(({ itemId }) => itemId)).toEqual(["a", "b"]);
});

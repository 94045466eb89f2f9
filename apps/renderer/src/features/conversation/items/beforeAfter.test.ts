import { BlobId, type Evidence, type Item, ItemId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { beforeOf, sideBySide } from "./beforeAfter.ts";

const picture = (name: string, letter: string) => ({
  blob: BlobId.parse(letter.repeat(64)),
  name,
  about: name,
  type: "image/png",
  width: 1,
  height: 1,
});
const evidence = (label: string, at: number): Evidence => ({
  label,
  at,
  passed: true,
  steps: [],
  console: [],
  pictures: [],
});
const item = (kept: Evidence): Item => ({
  id: ItemId.parse(`item_${kept.at}`),
  type: "tool_call",
  tool: "keep_evidence",
  status: "completed",
  startedAt: kept.at,
  summary: "",
  output: "",
  evidence: kept,
});

test("pictures of one name stand side by side, each once, and others alone", () => {
  const [one, two, three, four] = [picture("a", "1"), picture("a", "2"), picture("a", "3"), picture("b", "4")];
  expect(sideBySide([one], [two, three, four])).toEqual([
    { before: one, after: two },
    { after: three },
    { after: four },
  ]);
});

test("a run after the change stands beside the last one before it", () => {
  const [first, second, later] = [evidence("before", 1), evidence("before", 2), evidence("before", 9)];
  const turns = [{ items: [item(first)] }, { items: [item(second), item(later)] }];
  expect([
    beforeOf(turns, evidence("after", 5)),
    beforeOf(turns, evidence("dark", 5)),
    beforeOf([], evidence("after", 5)),
  ]).toEqual([second, undefined, undefined]);
});

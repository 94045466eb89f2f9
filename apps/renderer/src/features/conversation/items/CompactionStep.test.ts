import { ItemId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { type CompactionItem, compactionWords } from "./CompactionStep.tsx";

const compaction = (change: Partial<CompactionItem>): CompactionItem => ({
  id: ItemId.parse("c1"),
  type: "compaction",
  status: "completed",
  startedAt: 1,
  trigger: "auto",
  method: "summary",
  tokensBefore: 212_000,
  ...change,
});

test("a compaction tells what it does, what it did, or that it did not", () => {
  expect(compactionWords(compaction({ status: "running" }))).toBe("Making the conversation shorter, 212 k tokens");
  expect(compactionWords(compaction({ tokensAfter: 18_000 }))).toBe("Made shorter: 212 k → 18 k tokens");
  expect(compactionWords(compaction({}))).toBe("Made shorter");
  expect(compactionWords(compaction({ tokensBefore: 1100, tokensAfter: 3200 }))).toBe("Summed up, 3.2 k tokens");
  expect(compactionWords(compaction({ status: "failed" }))).toBe("The conversation could not be made shorter");
  expect(compactionWords(compaction({ status: "interrupted" }))).toBe("Stopped before the conversation was shorter");
});

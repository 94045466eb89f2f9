import { expect, test } from "vitest";
import { unstacked } from "./unstacked.ts";

test("letters keep the marks that they have, and no mark goes on without end", () => {
  const plain = "ls é e\u0301 ทั้ง 👩‍👩‍👧‍👦 ﷽ \u001b[31mred\u001b[0m";
  expect(unstacked(plain)).toBe(plain);
  expect(unstacked(`a${"\u0301\u200d".repeat(50_000)}b`)).toBe(`a${"\u0301\u200d".repeat(8)}b`);
});

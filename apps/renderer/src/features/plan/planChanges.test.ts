import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWords } from "./compare.ts";
import { planDoc } from "./document.ts";
import { hasChanges, planChanges } from "./planChanges.ts";

const proposed = {
  title: "Cache",
  text: "Keep it.\n\nIn memory.",
  steps: [
    { id: "a", step: "Write it" },
    { id: "b", step: "Test it" },
    { id: "c", step: "Ship it" },
  ],
};

test("a rewritten stretch is what was removed, then what was added", () => {
  expect(compareWords("Size: 10 bits everywhere", "Size: 12 and 6 bits from the top")).toEqual([
    { kind: "same", text: "Size: " },
    { kind: "removed", text: "10 " },
    { kind: "added", text: "12 and 6 " },
    { kind: "same", text: "bits " },
    { kind: "removed", text: "everywhere" },
    { kind: "added", text: "from the top" },
  ]);
});

test("the parts of a comparison are both texts, whatever they are", () => {
  const texts = fc
    .array(fc.constantFrom("a", "b", " ", "word", ",", "\u{1f600}", "é"), { maxLength: 30 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const parts = compareWords(before, after);
      const without = (kind: string) =>
        parts
          .filter((part) => part.kind !== kind)
          .map(({ text }) => text)
          .join("");
      expect([without("added"), without("removed")]).toEqual([before, after]);
    }),
  );
});

test("a plan that was not touched has no changes", () => {
  expect(hasChanges(planChanges(proposed, planDoc(proposed)))).toBe(false);
});

test("rewritten, new, moved and removed steps are told apart, and lines that came and went", () => {
  const now = {
    title: "Cache it",
    text: "Keep it.\nOn disk.\n\nMore.",
    steps: [
      { id: "c", step: "Ship it" },
      { id: "a", step: "Write them" },
      { id: "n", step: "New" },
    ],
  };
  const changes = planChanges(proposed, planDoc(now));
  expect({
    title: changes.title?.map(({ kind }) => kind),
    steps: [...changes.steps.keys()],
    gone: [...changes.goneSteps],
    moved: [...changes.moved].length,
    lines: [...changes.lines.keys()],
    goneLines: [...changes.goneLines],
  }).toEqual({
    title: ["same", "added"],
    steps: ["a", "n"],
    gone: [[2, [{ id: "b", step: "Test it" }]]],
    moved: 1,
    lines: [1, 3],
    goneLines: [],
  });
});

import { expect, test } from "vitest";
import { createEdits, keepingMine, NEW, standing, takingTheirs, withChange } from "./edits.ts";
import { type AutomationForm, emptyForm } from "./form.ts";

const saved: AutomationForm = { ...emptyForm, name: "Nightly", prompt: "Review.", projects: ["p1"] };

/** A shelf as the browser has one. */
function shelf(room = Number.POSITIVE_INFINITY) {
  const items = new Map<string, string>();
  return {
    items,
    get length() {
      return items.size;
    },
    key: (at: number) => [...items.keys()][at] ?? null,
    getItem: (key: string) => items.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > room) throw new Error("QuotaExceededError");
      items.set(key, value);
    },
    removeItem: (key: string) => void items.delete(key),
  };
}

test("a field that was not touched follows what is saved, whoever changed it", () => {
  const edits = withChange(undefined, saved, { prompt: "Review harder." });
  const elsewhere = { ...saved, name: "Every night", minutes: "60" };
  expect(standing(edits, elsewhere)).toEqual({
    form: { ...elsewhere, prompt: "Review harder." },
    changed: ["prompt"],
    clashes: [],
  });
});

test("a field that was changed here and elsewhere waits for the person, who keeps either", () => {
  const edits = withChange(withChange(undefined, saved, { prompt: "Mine." }), saved, { minutes: "10" });
  const elsewhere = { ...saved, prompt: "Theirs." };
  expect(standing(edits, elsewhere)).toEqual({
    form: { ...saved, prompt: "Mine.", minutes: "10" },
    changed: ["prompt", "minutes"],
    clashes: ["prompt"],
  });
  // To go on writing does not settle it.
  expect(standing(withChange(edits, elsewhere, { dollars: "2" }), elsewhere).clashes).toEqual(["prompt"]);
  expect(standing(keepingMine(edits, elsewhere), elsewhere)).toEqual({
    form: { ...saved, prompt: "Mine.", minutes: "10" },
    changed: ["prompt", "minutes"],
    clashes: [],
  });
  expect(standing(takingTheirs(edits, elsewhere), elsewhere)).toEqual({
    form: { ...saved, prompt: "Theirs.", minutes: "10" },
    changed: ["minutes"],
    clashes: [],
  });
});

test("the same change in both places, or one that was taken back, is none", () => {
  const edits = withChange(undefined, saved, { prompt: "Both." });
  expect(standing(edits, { ...saved, prompt: "Both." })).toEqual({
    form: { ...saved, prompt: "Both." },
    changed: [],
    clashes: [],
  });
  const { when } = saved;
  const tried = withChange(undefined, saved, { when: { ...when, kind: "cron", cron: "0 1 * * *" } });
  expect(standing(tried, saved).changed).toEqual(["when"]);
  // What was written for another kind stays in the form, and says nothing.
  const back = withChange(tried, saved, { when: { ...when, cron: "0 1 * * *" } });
  expect(standing(back, saved).changed).toEqual([]);
});

test("what is written outlives a reload, and is gone once it is saved", () => {
  const items = shelf();
  const edits = withChange(undefined, saved, { prompt: "Half a sen" });
  const before = createEdits(items);
  before.put("a1", edits);
  before.put(NEW, { form: saved });
  const after = createEdits(items);
  expect({ keys: after.keys(), a1: after.of("a1"), fresh: after.of(NEW) }).toEqual({
    keys: ["a1", NEW],
    a1: edits,
    fresh: { form: saved },
  });
  after.put("a1", undefined);
  expect({ keys: createEdits(items).keys(), kept: items.items.size }).toEqual({ keys: [NEW], kept: 1 });
});

test("a full or strange shelf costs no writing: it holds as long as the window", () => {
  const full = createEdits(shelf(10));
  full.put("a1", { form: saved });
  expect(full.of("a1")).toEqual({ form: saved });
  const strange = shelf();
  for (const text of ["{", "null", '{"form":{"name":4}}']) {
    strange.items.set("flightdeck.automation.a1", text);
    expect(createEdits(strange).keys()).toEqual([]);
  }
});

import { expect, test } from "vitest";
import { createActs } from "./store.ts";

function storageWith(kept?: string) {
  const values = new Map(kept === undefined ? [] : [["flightdeck.recent", kept]]);
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

test("what was chosen stands first, each once, over a reload", () => {
  const storage = storageWith();
  const acts = createActs(storage);
  for (const entry of ["a", "b", "a", "c"]) acts.chose(entry);
  expect([acts.getState().recent, createActs(storage).getState().recent]).toEqual([
    ["c", "a", "b"],
    ["c", "a", "b"],
  ]);
});

test("what was kept and is no list of names is none", () => {
  expect(['{"a":1}', "[1]", "half ["].map((kept) => createActs(storageWith(kept)).getState().recent)).toEqual([
    [],
    [],
    [],
  ]);
});

test("the newest claim of an act holds, and the one before it when that is gone", () => {
  const acts = createActs(storageWith());
  const done: string[] = [];
  const first = acts.claim("find", () => done.push("first"));
  const second = acts.claim("find", () => done.push("second"));
  acts.claimed("find")?.();
  second();
  acts.claimed("find")?.();
  first();
  expect([done, acts.claimed("find")]).toEqual([["second", "first"], undefined]);
});

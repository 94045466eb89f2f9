import { expect, test } from "vitest";
import { createSuggesting } from "./suggesting.ts";
import type { Suggestion } from "./suggestion.ts";

/** A menu over a source behind `@` that answers when told to. */
function bench() {
  const told: string[] = [];
  let answer: ((...labels: string[]) => void) | undefined;
  const item = (label: string): Suggestion => ({
    key: label,
    label,
    choose: (_editor, typed) => told.push(`${label} ${typed}`),
  });
  const suggesting = createSuggesting();
  const know = (version: number) =>
    suggesting.use({
      // Of a box only this matters here.
      editor: () => ({ focus: () => {}, insertText: (text: string) => told.push(`insert ${text}`) }) as never,
      onNothing: () => told.push("nothing"),
      sources: [
        {
          name: "Files",
          typed: ({ before }) => /@(\w*)$/.exec(before)?.[1],
          find: (typed, show) => {
            told.push(`find ${typed}`);
            answer = (...labels) => show(labels.map(item));
          },
          version,
        },
      ],
    });
  know(0);
  const shown = () => {
    const { items, active } = suggesting.store.getState();
    return items.map(({ label }, index) => (index === active ? `>${label}` : label));
  };
  const type = (before: string) => suggesting.onCursor({ before, first: true });
  return { suggesting, told, shown, type, know, answer: (...labels: string[]) => answer?.(...labels) };
}

test("arrows go round, Enter takes the one that is marked with the characters that were typed", () => {
  const on = bench();
  on.type("see @a");
  on.answer("ax", "ay");
  const keys = ["ArrowUp", "x", "Enter"].map(on.suggesting.onKey);
  expect({ keys, shown: on.shown(), told: on.told }).toEqual({
    keys: [true, false, true],
    shown: ["ax", ">ay"],
    told: ["find a", "ay 2"],
  });
});

test("Enter before the answer takes the best of it, and is an ordinary Enter when there is none", () => {
  const on = bench();
  on.type("@a");
  on.answer("old");
  on.type("@ab");
  expect([on.shown(), on.suggesting.onKey("Enter")]).toEqual([[">old"], true]);
  on.answer("new");
  on.type("@abc");
  on.suggesting.onKey("Enter");
  on.answer();
  expect([on.told, on.shown()]).toEqual([["find a", "find ab", "new 3", "find abc", "nothing"], []]);
});

test("who types on after Enter has it in front of what was typed since", () => {
  const on = bench();
  on.type("@ab");
  on.suggesting.onKey("Enter");
  for (const [key, text] of [
    [" ", "@ab "],
    ["a", "@ab a"],
  ] as const) {
    on.suggesting.onKey(key);
    on.type(text);
  }
  on.answer("abc");
  expect(on.told).toEqual(["find ab", "abc 5", "insert a"]);
});

test("what is typed on after Enter behind nothing's name is sent by nobody", () => {
  const on = bench();
  on.type("@ab");
  on.suggesting.onKey("Enter");
  on.type("@abc");
  on.answer();
  expect(on.told).toEqual(["find ab"]);
});

test("a second Enter does not wait for an answer that never comes", () => {
  const on = bench();
  on.type("@a");
  expect([on.suggesting.onKey("Enter"), on.suggesting.onKey("Enter")]).toEqual([true, false]);
});

test("Escape sends the menu away until something else is typed; an answer to an older name changes nothing", () => {
  const on = bench();
  on.type("@a");
  const late = on.answer;
  on.answer("ax");
  on.suggesting.onKey("Escape");
  on.type("@a");
  const away = on.shown();
  on.type("@ab");
  on.answer("ab");
  late("late");
  expect([away, on.shown(), on.suggesting.onKey("Escape"), on.suggesting.onKey("Enter")]).toEqual([
    [],
    [">late"],
    true,
    false,
  ]);
});

test("a source that knows more is asked again, and what is marked stays marked", () => {
  const on = bench();
  on.type("@");
  on.answer("a", "b");
  on.suggesting.onKey("ArrowDown");
  on.know(1);
  on.answer("a", "b", "c");
  expect([on.shown(), on.told]).toEqual([
    ["a", ">b", "c"],
    ["find ", "find "],
  ]);
});

test("no name at the cursor, no menu", () => {
  const on = bench();
  on.type("@a");
  on.answer("ax");
  on.suggesting.onCursor(undefined);
  expect([on.shown(), on.suggesting.onKey("Enter")]).toEqual([[], false]);
});

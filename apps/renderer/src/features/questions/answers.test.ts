import type { QuestionField } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { answersOf, formKey } from "./answers.ts";

const field: QuestionField = {
  id: "store",
  header: "Store",
  question: "Which?",
  options: [{ label: "SQLite" }, { label: "Postgres" }],
  freeText: true,
  secret: false,
};
const words: QuestionField = { ...field, id: "why", options: [] };

test("an answer is the chosen option or the person's own words, and empty while there is neither", () => {
  expect([
    answersOf([field, words], {}),
    answersOf([field, words], { store: { choice: 1, text: "unused" }, why: { text: " because " } }),
    answersOf([field], { store: { choice: 2, text: "MySQL" } }),
  ]).toEqual([{ store: "", why: "" }, { store: "Postgres", why: "because" }, { store: "MySQL" }]);
});

test("digits choose, Enter goes on; text that is written, held keys and shortcuts are neither", () => {
  const press = (key: string, more = {}) =>
    formKey({ key, modified: false, repeat: false, composing: false, writing: false, ...more }, field, { text: "" });
  expect({
    one: press("1"),
    own: press("3"),
    beyond: press("4"),
    zero: press("0"),
    enter: press("Enter"),
    writing: press("1", { writing: true }),
    held: press("Enter", { repeat: true }),
    shortcut: press("1", { modified: true }),
    word: press("a"),
  }).toEqual({
    one: { type: "choose", choice: 0 },
    own: { type: "choose", choice: 2 },
    beyond: undefined,
    zero: undefined,
    enter: { type: "next" },
    writing: undefined,
    held: undefined,
    shortcut: undefined,
    word: undefined,
  });
});

test("arrows go from one choice to the next and around; without choices they are no keys of the form", () => {
  const press = (key: string, choice?: number, of = field) =>
    formKey({ key, modified: false, repeat: false, composing: false, writing: false }, of, { choice, text: "" });
  const choose = (choice: number) => ({ type: "choose", choice });
  expect([
    press("ArrowDown"),
    press("ArrowDown", 0),
    press("ArrowDown", 2),
    press("ArrowUp"),
    press("ArrowUp", 0),
    press("ArrowDown", undefined, words),
  ]).toEqual([choose(0), choose(1), choose(0), choose(2), choose(2), undefined]);
});

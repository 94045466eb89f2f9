import { type QuestionField, QuestionId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { readAnswering, writeAnswering } from "./keptAnswers.ts";

const id = QuestionId.parse("7a1f3f0e-2f62-4b3e-9a53-0d7f6f1d2c11");
const other = QuestionId.parse("7a1f3f0e-2f62-4b3e-9a53-0d7f6f1d2c12");
const field: QuestionField = {
  id: "store",
  header: "Store",
  question: "Which?",
  options: [{ label: "SQLite" }],
  freeText: true,
  secret: false,
};
const secret: QuestionField = { ...field, id: "token", options: [], secret: true };
const fields = [field, secret];

test("what was chosen and written is there again, but never a secret", () => {
  const text = writeAnswering(id, fields, {
    at: 1,
    drafts: { store: { choice: 1, text: "a file" }, token: { text: "hunter2" } },
  });
  expect(text).not.toContain("hunter2");
  expect(readAnswering(text, id, fields)).toEqual({ at: 1, drafts: { store: { choice: 1, text: "a file" } } });
});

test("what belongs to another question or makes no sense is nothing", () => {
  const text = writeAnswering(id, fields, { at: 0, drafts: {} });
  expect([
    readAnswering(text, other, fields),
    readAnswering("{", id, fields),
    readAnswering("7", id, fields),
    readAnswering(JSON.stringify({ id, at: 9, drafts: { store: 3, gone: { text: "x" } } }), id, fields),
  ]).toEqual([undefined, undefined, undefined, { at: 0, drafts: {} }]);
});

import { expect, test } from "vitest";
import { placeOf, prefixFrom, prefixText } from "./words.ts";

test.each([
  ["npm test", ["npm", "test"]],
  ["npm run build|lint", ["npm", "run", ["build", "lint"]]],
  ["  git   push ", ["git", "push"]],
  ['say "two words" x', ["say", "two words", "x"]],
  ["'a|b' c", ["a|b", "c"]],
  ['"a \\"b\\""|c', [['a "b"', "c"]]],
  ["", []],
])("%j is read as its words, and shown as they were", (text, prefix) => {
  expect(prefixFrom(text)).toEqual(prefix);
  expect(prefixFrom(prefixText(prefix))).toEqual(prefix);
});

test("a rule stands where it counts", () => {
  const name = () => "blog";
  expect([
    placeOf({ scope: "user" }, name),
    placeOf({ scope: "project", projectId: "p" as never }, name), // an id in form
    placeOf({ scope: "repository", projectId: "p" as never }, name), // an id in form
  ]).toEqual(["Every project", "blog", "blog: its repository"]);
});

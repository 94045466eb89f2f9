import { expect, test } from "vitest";
import { lastWords } from "./lines.ts";

const long = "I read how a delivery is recorded today. ".repeat(6);

test("of a text that grows the sentence stands that it is at, once that says something", () => {
  expect(lastWords("Short: all of it. Still.", 280)).toBe("Short: all of it. Still.");
  expect(lastWords(`${long}\n\nNow the key is the hash of event and endpoint`, 280)).toBe(
    "Now the key is the hash of event and endpoint",
  );
  expect(lastWords(`${long}Now`, 280)).toBe("I read how a delivery is recorded today. Now");
});

test("a text without sentences is cut like any other line", () => {
  expect(lastWords("x".repeat(1_000), 280)).toBe(`${"x".repeat(279)}…`);
});

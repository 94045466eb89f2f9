import { expect, test } from "vitest";
import { contentSecurityPolicy } from "./page.ts";

test("the policy allows no inline script, no eval and no other host", () => {
  const directives = Object.fromEntries(
    contentSecurityPolicy.split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources];
    }),
  );
  expect(directives["default-src"]).toEqual(["'none'"]);
  expect(directives["script-src"]).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  expect(directives["connect-src"]).toEqual(["'self'"]);
  expect(contentSecurityPolicy).not.toMatch(/https?:|\*/);
});

import { expect, test } from "vitest";
import { contentSecurityPolicy, diagramPage, pageHeaders } from "./page.ts";

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

test("the diagrams' page alone may stand in a frame, sandboxed and without a network; scripts alone may be read by it", () => {
  const policy = (path: string) => pageHeaders(path)["content-security-policy"] ?? "";
  expect(["index.html", "assets/index-1.js", "", "x/diagram.html"].map(policy)).toEqual(
    Array<string>(4).fill(contentSecurityPolicy),
  );
  expect(contentSecurityPolicy).toContain("frame-ancestors 'none'");
  expect(policy(diagramPage).split("; ")).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-scripts",
  ]);
  const open = ["index.html", diagramPage, "assets/a.js", "assets/a.css", "assets/x/../../index.html", "a.js"].map(
    (path) => pageHeaders(path)["access-control-allow-origin"],
  );
  expect(open).toEqual([undefined, undefined, "*", undefined, undefined, undefined]);
});

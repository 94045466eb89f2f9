import { expect, test } from "vitest";
import { decodeReferences, safeHref } from "./links.ts";

test("links lead to the web and to mail only", () => {
  const given = [
    "https://example.com/a?b#c",
    "HTTP://Example.com",
    "mailto:a@example.com",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " https://example.com",
    "data:text/html,x",
    "file:///etc/passwd",
    "//example.com",
    "src/main.ts",
    "vscode://file/x",
    "https://bank.example@evil.example",
    "https://",
  ];
  expect(given.map(safeHref)).toEqual([
    "https://example.com/a?b#c",
    "http://example.com/",
    "mailto:a@example.com",
    ...Array<undefined>(10).fill(undefined),
  ]);
});

test("character references are characters, and only once", () => {
  expect(decodeReferences("a &lt;b&gt; &amp;lt; &#39;&#x1F680;&#0;&#xd800; &unknown; & &")).toBe(
    "a <b> &lt; '🚀\ufffd\ufffd &unknown; & &",
  );
});

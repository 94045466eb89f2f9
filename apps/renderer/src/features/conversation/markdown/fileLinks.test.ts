import { expect, test } from "vitest";
import { fileNamed, fileOfHref, placesIn } from "./fileLinks.ts";

test("names of files are known by folder and ending, with their place", () => {
  expect(
    ["src/a.ts", "a.ts:12", "./src/b c.tsx:3:7", "README.md#L12", "x/y.rs:10-20", "/abs/z.py", "Makefile", ".env"].map(
      fileNamed,
    ),
  ).toEqual([
    { path: "src/a.ts" },
    { path: "a.ts", line: 12 },
    { path: "./src/b c.tsx", line: 3, column: 7 },
    { path: "README.md", line: 12 },
    { path: "x/y.rs", line: 10 },
    { path: "/abs/z.py" },
    { path: "Makefile" },
    { path: ".env" },
  ]);
});

test("words, versions, commands and addresses are no files", () => {
  const texts = [
    "npm test",
    "1.5.2",
    "e.g.",
    "React.useState",
    "a && b.ts",
    "https://x.ts",
    "--flag.ts",
    "~/x.ts",
    "x",
    "",
    "…/x.ts",
    "a\nb.ts",
    "<b>.ts",
    "//host/x.ts",
  ];
  expect(texts.map(fileNamed)).toEqual(texts.map(() => undefined));
});

test("a link without a scheme may lead to a file, and nothing else does", () => {
  const links = [
    "src/a.ts",
    "a/b%20c.ts#L3",
    "javascript:x.ts",
    "file:///etc/x.conf",
    "vscode://x.ts",
    "//h/x.ts",
    "#x.ts",
    "data:x.ts",
    "%zz.ts",
    "src/a.ts:12",
  ];
  expect(links.map(fileOfHref)).toEqual([
    { path: "src/a.ts" },
    { path: "a/b c.ts", line: 3 },
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    { path: "%zz.ts" },
    { path: "src/a.ts", line: 12 },
  ]);
});

test("places are found in what a compiler says", () => {
  expect(placesIn("src/a.ts:12:3 - error in lib/b.rs:7, see https://x.org/a.ts:1 at 10:30:05")).toEqual([
    { text: "src/a.ts:12:3", file: { path: "src/a.ts", line: 12, column: 3 } },
    " - error in ",
    { text: "lib/b.rs:7", file: { path: "lib/b.rs", line: 7 } },
    ", see https://x.org/a.ts:1 at 10:30:05",
  ]);
  expect(placesIn("nothing: here")).toEqual(["nothing: here"]);
  const data = `a:${"+a".repeat(200_000)}`;
  expect(placesIn(data)).toEqual([data]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { readGlob } from "./globs.ts";

const fits = (glob: string, ...paths: readonly string[]) => paths.map(readGlob(glob));

test("a glob means what it means in a .gitignore", () => {
  expect({
    name: fits("auth", "auth", "src/auth/a.ts", "auth.ts", "x/auth"),
    ending: fits("*.sql", "a.sql", "db/b.sql", "a.sqlx"),
    rooted: fits("src/auth", "src/auth", "src/auth/deep/a.ts", "x/src/auth", "src/authority"),
    root: fits("/Makefile", "Makefile", "sub/Makefile"),
    folder: fits("docs/", "docs/a.md", "x/docs/b.md", "docs.md"),
    inside: fits("src/*.ts", "src/a.ts", "src/b/a.ts", "src/.ts"),
    deep: fits("src/**/x.ts", "src/x.ts", "src/a/b/x.ts", "x.ts"),
    all: fits("**", "a", "a/b/c"),
    one: fits("a?c", "abc", "ac", "a/c"),
    either: fits("src/{a,b/c}.{ts,js}", "src/a.ts", "src/b/c.js", "src/c.ts"),
  }).toEqual({
    name: [true, true, false, true],
    ending: [true, true, false],
    rooted: [true, true, false, false],
    root: [true, false],
    folder: [true, true, false],
    inside: [true, false, true],
    deep: [true, true, false],
    all: [true, true],
    one: [true, false, false],
    either: [true, true, false],
  });
});

test("brackets, signs and line breaks in names are letters", () => {
  expect(fits("app/[id]/page.tsx", "app/[id]/page.tsx", "app/i/page.tsx")).toEqual([true, false]);
  expect(fits("a.c", "a.c", "abc")).toEqual([true, false]);
  expect(fits("{a", "{a")).toEqual([true]);
  expect(fits("*", "a\nb")).toEqual([true]);
});

test("what is no path is refused", () => {
  for (const glob of ["/", "./", "!docs", "{a,b}".repeat(12)]) expect(() => readGlob(glob)).toThrow(RangeError);
});

test("every path fits the glob that is its own name, and no glob takes long", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b", ".", "-", "é", " "), minLength: 1, maxLength: 5 });
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join("/"));
  fc.assert(
    fc.property(path, (text) => {
      expect(readGlob(`/${text}`)(text)).toBe(true);
    }),
  );
  expect(readGlob(`${"**/a*".repeat(60)}b`)(`${"a/".repeat(400)}c`)).toBe(false);
  expect(readGlob(`${"*a".repeat(200)}b`)("a".repeat(4000))).toBe(false);
});

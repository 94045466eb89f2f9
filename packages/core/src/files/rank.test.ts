import fc from "fast-check";
import { expect, test } from "vitest";
import { fileTable, rankFiles } from "./rank.ts";

const find = (paths: readonly string[], text: string, recent: readonly string[] = []) =>
  rankFiles(fileTable(paths, recent), text, 10);

test("a name counts more than a path, and the start of a name or of a word in it more than its middle", () => {
  const paths = [
    "draft/readme.md",
    "src/drafts/index.ts",
    "src/updraft.ts",
    "src/useDraft.ts",
    "src/draftStore.ts",
    "src/draft.ts",
    "src/dark-raft.ts",
    "deep/rat/of/tests.md",
    "unrelated.ts",
  ];
  expect(find(paths.toReversed(), "draft")).toEqual([
    "src/draft.ts",
    "src/draftStore.ts",
    "src/useDraft.ts",
    "src/updraft.ts",
    "src/drafts/index.ts",
    "draft/readme.md",
    "src/dark-raft.ts",
    "deep/rat/of/tests.md",
  ]);
});

test("among alike what changed last comes first, then the shorter path", () => {
  const paths = ["packages/a/index.ts", "b/index.ts", "lib/c/index.ts", "apps/d/index.ts"];
  expect(find(paths, "index", ["lib/c/index.ts", "apps/d/index.ts"])).toEqual([
    "lib/c/index.ts",
    "apps/d/index.ts",
    "b/index.ts",
    "packages/a/index.ts",
  ]);
});

test("nothing typed offers what changed last, then what lies nearest to the root", () => {
  const paths = ["src/deep/down/x.ts", "src/b.ts", "README.md", "src/a.ts"];
  expect(find(paths, "", ["src/deep/down/x.ts"])).toEqual(["src/deep/down/x.ts", "README.md", "src/a.ts", "src/b.ts"]);
  expect(find(paths, "./", [])).toHaveLength(4);
});

test("upper and lower case, both slashes and a leading ./ are alike", () => {
  const paths = ["src/Window.tsx", "src/other.ts"];
  for (const text of ["window", "SRC/WIN", "src\\window", "./src/window", "/src/w"])
    expect(find(paths, text)).toEqual(["src/Window.tsx"]);
});

const hostile = [
  "-rf",
  "two words.md",
  'quo"te.txt',
  "line\nbreak.txt",
  "emoji-🚢.md",
  "İstanbul.txt",
  "tab\tname",
  `${"long/".repeat(800)}end.ts`,
  "日本語/ファイル.ts",
];

test("any name is found by itself and by a part of it, however it is written", () => {
  for (const path of hostile) expect(find(hostile, path)[0]).toBe(path);
  expect(find(hostile, "🚢")).toEqual(["emoji-🚢.md"]);
  expect(find(hostile, "ファイル")).toEqual(["日本語/ファイル.ts"]);
});

test("what is found has the typed letters in their order, and nothing that has them is missed", () => {
  const path = fc.string({ unit: fc.constantFrom(..."abcAB/._-1é".split("")), minLength: 1, maxLength: 20 });
  const has = (text: string, letters: string): boolean => {
    let at = -1;
    return Array.from(letters.toLowerCase()).every((letter) => (at = text.toLowerCase().indexOf(letter, at + 1)) >= 0);
  };
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 30 }), fc.stringMatching(/^[abc1_é]{1,4}$/), (paths, text) => {
      const found = rankFiles(fileTable(paths, []), text, 100);
      expect(found.toSorted()).toEqual(paths.filter((each) => has(each, text)).toSorted());
    }),
  );
});

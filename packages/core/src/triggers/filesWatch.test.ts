import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { type FilesChanged, watchCheckouts, watchFiles } from "./filesWatch.ts";
import { readPatterns } from "./patterns.ts";
import { gather, hurried } from "./testing/gathered.ts";
import { createTurns } from "./turns.ts";

const shared = () => watchCheckouts({ later: hurried, turns: createTurns(2) });

/** Watches; `ready` settles when it does, `until` gathers what is told until a path was among it. */
async function watching(root: string, patterns: readonly string[], counts = () => true, checkouts = shared()) {
  const told = gather<FilesChanged>();
  const ready = gather<string | undefined>();
  const failures: unknown[] = [];
  const watch = watchFiles({
    root,
    patterns: readPatterns(patterns),
    later: hurried,
    checkouts,
    counts,
    onChanged: told.add,
    onProblem: ready.add,
    report: (_message, error) => failures.push(error),
  });
  const problem = await ready.next();
  const until = async (path: string): Promise<readonly string[]> => {
    const paths = new Set<string>();
    while (!paths.has(path)) for (const one of (await told.next()).paths) paths.add(one);
    return [...paths].sort();
  };
  return { told, ready, problem, until, failures, [Symbol.asyncDispose]: watch.close };
}

test("files of the patterns are told when they come to rest: made, written and deleted ones", async () => {
  await using repository = await temporaryRepository({
    files: { "src/a.ts": "1", "src/gone.ts": "1", "docs/a.md": "1" },
  });
  await using on = await watching(repository.path, ["src/**/*.ts", "*.md", "!docs/draft.md"]);
  await repository.write({
    "src/a.ts": "2",
    "src/deep/new.ts": "1",
    "src/a.js": "1",
    "docs/draft.md": "x",
    "README.md": "x",
  });
  rmSync(join(repository.path, "src/gone.ts"));
  mkdirSync(join(repository.path, "src/folder.ts"));
  await repository.write({ "last.md": "x" });
  expect(await on.until("last.md")).toEqual(["README.md", "last.md", "src/a.ts", "src/deep/new.ts", "src/gone.ts"]);
  expect([on.problem, on.failures]).toEqual([undefined, []]);
});

test("what git ignores does not count, unless a pattern names it", async () => {
  const ignored = "built/\nnode_modules/\n.env\n*.log\n";
  await using repository = await temporaryRepository({ files: { ".gitignore": ignored, "src/a.ts": "1" } });
  await repository.write({ "built/report.json": "1", "built/x.json": "1" });
  const names = ["**/*.ts", "*.log", "built/report.json", ".env"];
  await using on = await watching(repository.path, names);
  await repository.write({
    "node_modules/p/a.ts": "1",
    "node_modules/p/.env": "1",
    "built/a.ts": "1",
    "built/x.json": "2",
    "src/a.log": "1",
    "built/report.json": "2",
    ".env": "2",
    "sub/.env": "1",
    "src/a.ts": "2",
  });
  await repository.write({ "src/last.ts": "x" });
  expect(await on.until("src/last.ts")).toEqual([".env", "built/report.json", "src/a.ts", "src/last.ts", "sub/.env"]);
});

test("what is passed over no more counts, and folders that held nothing but what is", async () => {
  await using repository = await temporaryRepository({ files: { ".gitignore": "built/\n*.log\ndeps/\n" } });
  await repository.write({ "built/deep/a.js": "1", "own/a.log": "1", "own/deps/a.js": "1" });
  await using on = await watching(repository.path, ["*.js"]);
  await repository.write({ "own/deps/a.js": "2", "own/b.js": "1" });
  expect(await on.until("own/b.js")).toEqual(["own/b.js"]);
  await repository.write({ ".gitignore": "*.log\ndeps/\n", "c.js": "1" });
  expect([await on.ready.next(), await on.until("c.js")]).toEqual([undefined, ["c.js"]]);
  await repository.write({ "built/deep/a.js": "2" });
  expect(await on.until("built/deep/a.js")).toEqual(["built/deep/a.js"]);
});

test("a tracked file counts, whatever the patterns of git say", async () => {
  await using repository = await temporaryRepository({ files: { "kept.log": "1" } });
  await repository.write({ ".gitignore": "*.log\n" });
  await using on = await watching(repository.path, ["*.log"]);
  await repository.write({ "other.log": "1", "kept.log": "2" });
  expect(await on.until("kept.log")).toEqual(["kept.log"]);
});

test("ten thousand files in a burst are told at once, with the first of them by name", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  await using on = await watching(repository.path, ["many/"]);
  for (let folder = 0; folder < 100; folder += 1) {
    const path = join(repository.path, "many", String(folder));
    mkdirSync(path, { recursive: true });
    for (let n = 0; n < 100; n += 1) writeFileSync(join(path, `${n}.txt`), "x");
  }
  const { paths, more } = await on.told.next();
  expect([paths.length, paths.length + more, on.told.rest]).toEqual([500, 10_000, []]);
});

test("what happens while it does not count is not told later", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  let counts = false;
  await using on = await watching(repository.path, ["*.ts"], () => counts);
  // A second watch tells when the first one has heard of it too.
  await using witness = await watching(repository.path, ["*.ts"]);
  await repository.write({ "own.ts": "1" });
  await witness.until("own.ts");
  counts = true;
  await repository.write({ "other.ts": "1" });
  expect(await on.until("other.ts")).toEqual(["other.ts"]);
});

test("those that share a checkout each hear of their own files, also who comes later, and who left of none", async () => {
  await using repository = await temporaryRepository({ files: { "src/a.ts": "1" } });
  const checkouts = shared();
  await using code = await watching(repository.path, ["*.ts"], undefined, checkouts);
  const gone = await watching(repository.path, ["*"], undefined, checkouts);
  await gone[Symbol.asyncDispose]();
  await using texts = await watching(repository.path, ["docs/*.md"], undefined, checkouts);
  await repository.write({ "src/a.ts": "2", "docs/a.md": "1" });
  expect([await code.until("src/a.ts"), await texts.until("docs/a.md")]).toEqual([["src/a.ts"], ["docs/a.md"]]);
  expect([gone.told.rest, code.failures, texts.failures]).toEqual([[], [], []]);
});

test("a folder without a repository is watched, and one that is gone does not throw", async () => {
  await using folder = await temporaryFolder();
  await using on = await watching(folder.path, ["*.txt"]);
  writeFileSync(join(folder.path, "a.txt"), "x");
  const told = await on.until("a.txt");
  await using none = await watching(join(folder.path, "none"), ["*.txt"]);
  expect([told, none.problem, none.failures, on.failures]).toEqual([["a.txt"], "the folder is gone", [], []]);
});

test("patterns that are none are told, and the others hold", () => {
  const { matches, problem } = readPatterns(["!", "src/", "!src/made/", "src/made/kept.ts"]);
  expect([problem, matches("src/a"), matches("src/made/a"), matches("src/made/kept.ts"), matches("x")]).toEqual([
    '"!" is no pattern: it is empty',
    true,
    false,
    true,
    false,
  ]);
});

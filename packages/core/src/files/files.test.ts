import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { type Files, openFiles } from "./index.ts";

/** Files with a watch that a test rings, and a clock that it lets run out. */
function bench() {
  const rings = new Map<string, () => void>();
  const watches: string[] = [];
  const timers: (() => void)[] = [];
  const failures: unknown[] = [];
  const files = openFiles({
    watchFolder: async (root, onChange) => {
      rings.set(root, onChange);
      watches.push(`open ${root}`);
      return { close: () => void watches.push(`close ${root}`) };
    },
    later(run) {
      timers.push(run);
      return () => timers.splice(timers.indexOf(run), 1);
    },
    report: (_message, error) => failures.push(error),
  });
  return { files, rings, watches, timers, failures };
}

const paths = async (files: Files, root: string, text = "", wait = true) =>
  (await files.find({ root, text, limit: 100, wait })).files.map(({ path, changed }) => (changed ? `*${path}` : path));

test("tracked and untracked files are found, ignored and deleted ones are not, and what changed last comes first", async () => {
  await using repository = await temporaryRepository({
    files: { "src/a.ts": "1", "src/b.ts": "1", "gone.ts": "1", ".gitignore": "dist/\n" },
  });
  const root = repository.path;
  await mkdir(join(root, "dist"));
  await writeFile(join(root, "dist/out.js"), "1");
  await writeFile(join(root, "src/b.ts"), "2");
  await writeFile(join(root, "src/new.ts"), "1");
  await rm(join(root, "gone.ts"));
  const { files } = bench();
  expect((await paths(files, root)).toSorted()).toEqual(["*src/b.ts", "*src/new.ts", ".gitignore", "src/a.ts"]);
  expect((await paths(files, root)).slice(0, 2).toSorted()).toEqual(["*src/b.ts", "*src/new.ts"]);
  await files.close();
});

test("the first answer has what git tracks and says that it is not all", async () => {
  await using repository = await temporaryRepository({ files: { "a.ts": "1" } });
  await writeFile(join(repository.path, "b.ts"), "1");
  const { files } = bench();
  const question = { root: repository.path, text: "", limit: 10 };
  expect(await files.find({ ...question, wait: false })).toEqual({
    files: [{ path: "a.ts", changed: false }],
    current: false,
  });
  expect(await files.find({ ...question, wait: true })).toEqual({
    files: [
      { path: "b.ts", changed: true },
      { path: "a.ts", changed: false },
    ],
    current: true,
  });
  await files.close();
});

test("a folder is read again only after it changed, and forgotten when nobody asks", async () => {
  await using repository = await temporaryRepository({ files: { "a.ts": "1" } });
  const root = repository.path;
  const { files, rings, watches, timers } = bench();
  await paths(files, root);
  await writeFile(join(root, "b.ts"), "1");
  const before = await paths(files, root);
  rings.get(root)?.();
  const after = await paths(files, root);
  for (const run of timers.splice(0)) run();
  await expect.poll(() => watches).toEqual([`open ${root}`, `close ${root}`]);
  expect([before, after]).toEqual([["a.ts"], ["*b.ts", "a.ts"]]);
  await files.close();
});

test("hostile names are told as they are", async () => {
  const names = ["-rf", "two words.md", 'quo"te.txt', "line\nbreak.txt", "emoji-🚢.md", "tab\tname", "日本語.ts"];
  await using repository = await temporaryRepository({ files: { "a.ts": "1" } });
  for (const name of names) await writeFile(join(repository.path, name), "1");
  const { files } = bench();
  expect((await paths(files, repository.path)).toSorted()).toEqual(
    ["a.ts", ...names.map((name) => `*${name}`)].toSorted(),
  );
  await files.close();
});

test("a folder without a repository is walked, one without a commit is listed, one that is gone says so", async () => {
  await using folder = await temporaryFolder("flightdeck-files-");
  await mkdir(join(folder.path, "sub/node_modules"), { recursive: true });
  await writeFile(join(folder.path, "sub/a.ts"), "1");
  await writeFile(join(folder.path, "sub/node_modules/x.js"), "1");
  const { files } = bench();
  expect(await paths(files, folder.path)).toEqual(["sub/a.ts"]);
  await expect(paths(files, join(folder.path, "gone"))).rejects.toMatchObject({ code: "path_not_found" });
  await using empty = await temporaryRepository({ files: {} });
  await writeFile(join(empty.path, "first.ts"), "1");
  expect(await paths(files, empty.path)).toEqual(["*first.ts"]);
  await files.close();
});

test("files of one name are told all", async () => {
  await using repository = await temporaryRepository({ files: { "a.ts": "1", "x/a.ts": "1", "x/ba.ts": "1" } });
  const { files } = bench();
  expect((await files.named(repository.path, "a.ts")).toSorted()).toEqual(["a.ts", "x/a.ts"]);
  await files.close();
});

test("a folder that cannot be watched is read whenever it is asked about", async () => {
  await using repository = await temporaryRepository({ files: { "a.ts": "1" } });
  const failures: unknown[] = [];
  const files = openFiles({
    watchFolder: () => Promise.reject(new Error("no more watches")),
    later: () => () => {},
    report: (_message, error) => failures.push(error),
  });
  await paths(files, repository.path);
  await writeFile(join(repository.path, "b.ts"), "1");
  expect([await paths(files, repository.path), failures.length]).toEqual([["*b.ts", "a.ts"], 1]);
  await files.close();
});

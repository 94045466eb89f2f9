import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readTree, refreshIndex, requireFreeIndex, withIndex } from "./index.ts";
import { git, makeRepository, temporaryFolder, write } from "./testing/repository.ts";

test("files and indexes of a checkout are brought up to date in one place, which switches the repository's filters off", () => {
  const source = fileURLToPath(new URL("..", import.meta.url));
  const bare = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("testing"))
    .filter((file) => /"(read-tree|--refresh|checkout-index)"/.test(readFileSync(join(source, file), "utf8")));
  // Shadows have a git dir of their own, whose attributes name no filter.
  expect(bare.toSorted()).toEqual(["git/checkout.ts", "git/shadows.ts"]);
});

test("a filter of the repository does not run when its checkout is written or looked at", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: "1\n", ".gitattributes": "a filter=x\n" });
  const mark = join(folder.path, "ran");
  for (const kind of ["smudge", "clean"]) git(root, "config", `filter.x.${kind}`, `touch '${mark}'; cat`);
  const first = git(root, "rev-parse", "HEAD");
  const tree = git(root, "write-tree");
  writeFileSync(join(root, "a"), "two\n");
  await refreshIndex({ cwd: root });
  await readTree(["--reset", "-u", tree], { cwd: root });
  expect([existsSync(mark), readFileSync(join(root, "a"), "utf8"), git(root, "rev-parse", "HEAD")]).toEqual([
    false,
    "1\n",
    first,
  ]);
});

test("a lock that somebody else holds is waited for, refused, and left alone", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: "1\n" });
  const lock = join(root, ".git/index.lock");
  writeFileSync(lock, "a living git");
  await expect(refreshIndex({ cwd: root })).rejects.toMatchObject({ code: "worktree_busy" });
  expect(readFileSync(lock, "utf8")).toBe("a living git");
});

test("a lock that a killed host left is taken away, and the index is as it was", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: "1\n" });
  const gitDir = join(root, ".git");
  const before = readFileSync(join(gitDir, "index"));
  const code = `
    const { withIndex } = await import(${JSON.stringify(new URL("heldIndex.ts", import.meta.url).href)});
    await withIndex(${JSON.stringify(gitDir)}, () => process.kill(process.pid, "SIGKILL"));`;
  const { signal } = spawnSync(process.execPath, ["--input-type=module", "-e", code]);
  expect([signal, existsSync(join(gitDir, "index.lock"))]).toEqual(["SIGKILL", true]);
  await requireFreeIndex(gitDir);
  const left = readdirSync(gitDir).filter((name) => name.includes("lock") || name.startsWith("flightdeck"));
  expect([left, readFileSync(join(gitDir, "index"))]).toEqual([[], before]);
});

test("what is staged while an index is held fails there, and what fails under it changes nothing", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: "1\n" });
  const held = withIndex(join(root, ".git"), async (env) => {
    write(root, { b: "b\n" });
    expect(() => git(root, "add", "b")).toThrow("index.lock");
    await readTree(["--empty"], { cwd: root, env: { ...env } });
    throw new Error("cut");
  });
  await expect(held).rejects.toThrow("cut");
  expect(git(root, "status", "--porcelain")).toBe("?? b");
});

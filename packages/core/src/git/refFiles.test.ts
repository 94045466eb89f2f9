import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { commonDirOf, gitDirs, refInFiles } from "./index.ts";

test("checkouts, linked worktrees and submodules have the git dir that git says; other folders have none", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  await using folder = await temporaryFolder();
  const linked = join(folder.path, "linked");
  const apart = join(folder.path, "apart");
  const broken = join(folder.path, "broken");
  await repository.git("worktree", "add", "-q", "-b", "topic", linked);
  await repository.git("clone", "-q", `--separate-git-dir=${join(folder.path, "apart.git")}`, repository.path, apart);
  mkdirSync(broken);
  writeFileSync(join(broken, ".git"), "gitdir: ../nowhere\n");
  const roots = [repository.path, linked, apart];
  const asked = await Promise.all(roots.map(async (root) => (await gitDirs(root)).commonDir));
  expect(await Promise.all([...roots, broken, folder.path].map(commonDirOf))).toEqual([...asked, undefined, undefined]);
});

test("refs are read as files and packed, and what no file tells is left to git", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  const first = (await repository.git("rev-parse", "main")).trim();
  await repository.git("branch", "-q", "feature/one");
  await repository.git("pack-refs", "--all");
  const second = await repository.commit("Second", { a: "2" });
  await repository.git("branch", "-q", "loose");
  const commonDir = (await commonDirOf(repository.path)) ?? "";
  await repository.git("symbolic-ref", "refs/heads/other", "refs/heads/main");
  symlinkSync("/dev/zero", join(commonDir, "refs/heads/link"));
  mkdirSync(join(commonDir, "refs/heads/folder"));
  const names = ["main", "loose", "feature/one", "feature", "one", "none", "folder", "other", "link"];
  const read = await Promise.all(names.map((name) => refInFiles(commonDir, `refs/heads/${name}`)));
  expect(Object.fromEntries(names.map((name, index) => [name, read[index]]))).toEqual({
    main: { commit: second },
    loose: { commit: second },
    "feature/one": { commit: first },
    feature: {},
    one: {},
    none: {},
    folder: {},
    other: undefined,
    link: undefined,
  });
});

test("refs in a table are git's to read", async () => {
  await using folder = await temporaryFolder();
  mkdirSync(join(folder.path, "refs"), { recursive: true });
  writeFileSync(join(folder.path, "refs/heads"), "this repository uses the reftable format\n");
  expect(await refInFiles(folder.path, "refs/heads/main")).toBe(undefined);
});

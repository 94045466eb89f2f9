import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder, temporaryRepository } from "./index.ts";

test("a repository has its files committed on main, and is gone behind its scope", async () => {
  let path: string;
  {
    await using repository = await temporaryRepository({
      files: { "a.txt": "a\n", "deep/er/b.txt": "b\n" },
      commits: [{ "a.txt": "A\n" }],
    });
    path = repository.path;
    expect(await repository.git("log", "--format=%s by %an", "--reverse")).toBe(
      "Start by Ada Tester\nChange 1 by Ada Tester\n",
    );
    expect(await repository.git("ls-files")).toBe("a.txt\ndeep/er/b.txt\n");
    expect(await repository.git("branch", "--show-current")).toBe("main\n");
    expect(await repository.git("status", "--porcelain")).toBe("");
    expect(await repository.commit("More", { "c.txt": "c" })).toBe((await repository.git("rev-parse", "HEAD")).trim());
  }
  expect(existsSync(path)).toBe(false);
});

test("without files it has no commit", async () => {
  await using repository = await temporaryRepository();
  await expect(repository.git("rev-parse", "HEAD")).rejects.toThrow();
});

test("folders are apart", async () => {
  await using one = await temporaryFolder();
  await using other = await temporaryFolder();
  expect(one.path).not.toBe(other.path);
});

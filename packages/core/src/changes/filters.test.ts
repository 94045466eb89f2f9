import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, write } from "../git/testing/repository.ts";
import { detectSandbox } from "../sandbox/index.ts";
import { fixture, type Fixture, threadId } from "./testing/fixture.ts";

const support = await detectSandbox();
const confined = test.skipIf(support.kind === "none");

/** A repository with two filters: one that hides words, line by line, and one after which no line is left as it was. */
function filtered(sandbox?: typeof support): Fixture {
  const at = fixture({ ".gitattributes": "*.hide filter=hide\n*.pack filter=pack\n", plain: "1\n" }, sandbox);
  const filter = (name: string, clean: string, smudge: string) => {
    git(at.root, "config", `filter.${name}.clean`, clean);
    git(at.root, "config", `filter.${name}.smudge`, smudge);
    git(at.root, "config", `filter.${name}.required`, "true");
  };
  filter("hide", "sed s/secret/HIDDEN/", "sed s/HIDDEN/secret/");
  filter("pack", "base64 -w 8", "base64 -d");
  write(at.root, { "a.hide": "1\nsecret\n3\n4\n5\nsecret\n7\n", "a.pack": "some\nlonger\ntext\n" });
  git(at.root, "add", "-A");
  git(at.root, "commit", "-q", "-m", "Filtered");
  return at;
}

const line = (path: string, number: number) => [{ path, lines: { removed: [number], added: [number] } }];

confined("lines of a filtered file are staged as the filter stores them, and reverted as it writes them", async () => {
  using at = filtered(support);
  write(at.root, { "a.hide": "1\nsecret two\n3\n4\n5\nsecret six\nseven\n" });
  await at.stage(line("a.hide", 2));
  expect(String(at.staged("a.hide"))).toBe("1\nHIDDEN two\n3\n4\n5\nHIDDEN\n7\n");
  await at.unstage(line("a.hide", 2));
  expect(git(at.root, "diff", "--cached", "--name-only")).toBe("");
  await at.revert(line("a.hide", 6));
  expect(String(at.read("a.hide"))).toBe("1\nsecret two\n3\n4\n5\nsecret\nseven\n");
  await at.stage([{ path: "a.hide" }]);
  expect(String(at.staged("a.hide"))).toBe("1\nHIDDEN two\n3\n4\n5\nHIDDEN\nseven\n");
  expect(git(at.root, "status", "--porcelain")).toBe("M  a.hide");
  const { id } = await at.revert([{ path: "a.hide" }]);
  expect([String(at.read("a.hide")), git(at.root, "status", "--porcelain")]).toEqual([
    "1\nsecret\n3\n4\n5\nsecret\n7\n",
    "",
  ]);
  await at.changes.undo(at.place, id);
  expect(String(at.read("a.hide"))).toBe("1\nsecret two\n3\n4\n5\nsecret\nseven\n");
});

confined("a file that its filter stores as something else is taken whole", async () => {
  using at = filtered(support);
  write(at.root, { "a.pack": "some\nother\ntext\n" });
  for (const act of ["stage", "revert"] as const)
    await expect(at[act]([{ path: "a.pack", lines: { removed: [1], added: [1] } }])).rejects.toMatchObject({
      code: "whole_file_only",
    });
  await at.stage([{ path: "a.pack" }]);
  expect(Buffer.from(String(at.staged("a.pack")), "base64").toString()).toBe("some\nother\ntext\n");
  await at.unstage([{ path: "a.pack" }], "staged");
  const { id } = await at.revert([{ path: "a.pack" }]);
  expect([String(at.read("a.pack")), git(at.root, "status", "--porcelain")]).toEqual(["some\nlonger\ntext\n", ""]);
  await at.changes.undo(at.place, id);
  expect(String(at.read("a.pack"))).toBe("some\nother\ntext\n");
});

confined("a filter can write neither outside of the checkout nor into the settings of the repository", async () => {
  using at = filtered(support);
  const trap = join(at.folder, "trap");
  git(at.root, "config", "filter.hide.clean", `touch '${trap}'; git config evil.key 1; cat`);
  write(at.root, { "a.hide": "changed\n" });
  await at.stage([{ path: "a.hide" }]);
  expect(existsSync(trap)).toBe(false);
  expect(() => git(at.root, "config", "evil.key")).toThrow();
});

confined("a filter that fails stages nothing and says why", async () => {
  using at = filtered(support);
  git(at.root, "config", "filter.hide.clean", "echo no key >&2; exit 3");
  write(at.root, { "a.hide": "changed\n" });
  await expect(at.stage("all")).rejects.toMatchObject({
    code: "git_failed",
    detail: expect.stringContaining("no key"),
  });
  expect([git(at.root, "diff-index", "--cached", "--name-only", "HEAD"), at.changes.reverts(threadId)]).toEqual([
    "",
    [],
  ]);
});

test("without a sandbox no filter runs: what it concerns is refused, and nothing else", async () => {
  using at = filtered();
  const trap = join(at.folder, "trap");
  git(at.root, "config", "filter.hide.clean", `touch '${trap}'; cat`);
  write(at.root, { "a.hide": "changed\n", plain: "2\n" });
  for (const act of ["stage", "revert"] as const)
    await expect(at[act]([{ path: "a.hide" }])).rejects.toMatchObject({
      code: "git_failed",
      detail: expect.stringContaining("sandbox"),
    });
  await at.changes.staging(at.place, await at.compare(), ["a.hide"]);
  await at.stage([{ path: "plain" }]);
  expect([existsSync(trap), String(at.staged("plain"))]).toEqual([false, "2\n"]);
});

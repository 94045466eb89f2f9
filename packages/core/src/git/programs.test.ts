import { chmodSync, existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeEntries, writeTree } from "./checkout.ts";
import { guardFilters } from "./filters.ts";
import { mergeTrees } from "./merge.ts";
import { git, makeRepository, temporaryFolder, write } from "./testing/repository.ts";

/** Two branches that changed the same file, whose attributes name a driver that is a script of the checkout. */
function branched(root: string, ours: string, theirs: string): void {
  makeRepository(root, {
    file: "1\n2\n3\n",
    ".gitattributes": "file merge=own\n",
    "merge.sh": "#!/bin/sh\ntouch ran\n",
  });
  chmodSync(join(root, "merge.sh"), 0o755);
  git(root, "config", "merge.own.driver", "./merge.sh %A %O %B");
  for (const [branch, content] of [
    ["ours", ours],
    ["theirs", theirs],
  ] as const) {
    git(root, "checkout", "-q", "-b", branch, "main");
    write(root, { file: content });
    git(root, "commit", "-q", "-a", "-m", branch);
  }
}

test("a merge is git's own, whatever driver the repository names", async () => {
  using folder = temporaryFolder();
  const root = join(folder.path, "clean");
  branched(root, "0\n1\n2\n3\n", "1\n2\n3\n4\n");
  const { merged, conflicts } = await mergeTrees(root, "ours", "theirs");
  expect({ conflicts, file: git(root, "show", `${merged}:file`), ran: existsSync(join(root, "ran")) }).toEqual({
    conflicts: [],
    file: "0\n1\n2\n3\n4",
    ran: false,
  });
});

test("what git's own merge cannot do is a conflict", async () => {
  using folder = temporaryFolder();
  const conflictsOf = async (name: string, ours: string, theirs: string) => {
    branched(join(folder.path, name), ours, theirs);
    return (await mergeTrees(join(folder.path, name), "ours", "theirs")).conflicts;
  };
  expect({
    text: await conflictsOf("text", "ours\n", "theirs\n"),
    binary: await conflictsOf("binary", "\0ours", "\0theirs"),
  }).toEqual({ text: ["file"], binary: ["file"] });
});

test("a filter is trusted for the whole of its command", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"));
  const offAfter = async (command: string) => {
    git(root, "config", "filter.x.clean", command);
    return (await guardFilters(root)).found;
  };
  expect({
    lfs: await offAfter("git-lfs clean -- %f"),
    lfsProcess: await offAfter("git-lfs filter-process"),
    crypt: await offAfter('"/usr/bin/git-crypt" clean --key-name=mine'),
    script: await offAfter("./clean.sh"),
    chained: await offAfter("git-lfs clean -- %f; ./clean.sh"),
    nested: await offAfter("git lfs clean $(./clean.sh)"),
    lines: await offAfter("git-lfs clean\n./clean.sh"),
  }).toEqual({ lfs: false, lfsProcess: false, crypt: false, script: true, chained: true, nested: true, lines: true });
});

test("an index is written without the filters of files that are as young as it", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { ".gitattributes": "file filter=own\n", file: "1\n" });
  git(root, "config", "filter.own.clean", `touch ${join(folder.path, "ran")}; cat`);
  const blob = git(root, "rev-parse", "HEAD:file");
  const young = () => utimesSync(join(root, ".git/index"), 1, 1);
  young();
  await writeEntries(`100644 ${blob} 0\tother\0`, { cwd: root });
  young();
  const tree = await writeTree({ cwd: root });
  expect({ tree: git(root, "ls-tree", "--name-only", tree), ran: existsSync(join(folder.path, "ran")) }).toEqual({
    tree: ".gitattributes\nfile\nother",
    ran: false,
  });
});

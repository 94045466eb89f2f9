import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createShadows } from "./shadows.ts";
import { git, gitBytes, makeRepository, readFolder, temporaryFolder, write } from "./testing/repository.ts";

/** A tree's files in the words of `readFolder`. */
function readTree(root: string, tree: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of git(root, "ls-tree", "-r", "-z", tree).split("\0").filter(Boolean)) {
    const [head = "", path = ""] = line.split("\t");
    const [mode, type, object = ""] = head.split(" ");
    if (type === "commit") continue;
    const content = gitBytes(root, "cat-file", "blob", object);
    found[path] = mode === "120000" ? `link ${content.toString()}` : `${mode?.slice(3)} ${content.toString("base64")}`;
  }
  return found;
}

test("a raw tree holds every byte on disk, whatever attributes and settings say", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), {
    ".gitattributes": "* text=auto eol=crlf\n*.id ident\n*.f filter=upper\n",
    "unix.txt": "a\nb\n",
    "dos.txt": "a\r\nb\r\n",
    "mixed.id": "$Id$\n",
    "x.f": "lower\n",
  });
  git(root, "config", "filter.upper.clean", "tr a-z A-Z");
  git(root, "config", "core.autocrlf", "true");
  const shadows = createShadows({ root: join(folder.path, "shadows") });
  const first = await shadows.rawTree(root);
  expect(readTree(root, first.tree)).toEqual(readFolder(root));
  write(root, { "new\r\n.txt": "x\r\ny\n", "unix.txt": "changed\r\n" });
  const second = await shadows.rawTree(root);
  expect(readTree(root, second.tree)).toEqual(readFolder(root));
});

test("files that turn into folders and links, and back, are followed and never through a link", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { "d/x": "1", "d/y": "2", f: "3", ".gitignore": "e\n" });
  write(root, { "e/tracked": "4" });
  git(root, "add", "-f", "e/tracked");
  git(root, "commit", "-q", "-m", "Ignored but tracked");
  const shadows = createShadows({ root: join(folder.path, "shadows") });
  const look = async (): Promise<void> => {
    const { tree } = await shadows.rawTree(root);
    expect(readTree(root, tree)).toEqual(readFolder(root));
  };
  await look();
  mkdirSync(join(folder.path, "outside"));
  write(folder.path, { "outside/x": "secret", "outside/tracked": "secret" });
  rmSync(join(root, "d"), { recursive: true });
  symlinkSync("../outside", join(root, "d"));
  rmSync(join(root, "f"));
  write(root, { "f/inner": "5" });
  await look();
  rmSync(join(root, "d"));
  write(root, { "d/x": "again" });
  renameSync(join(root, "f/inner"), join(root, "g"));
  rmSync(join(root, "f"), { recursive: true });
  symlinkSync("nowhere", join(root, "f"));
  chmodSync(join(root, "g"), 0o755);
  await look();
  // The link itself is ignored; what was tracked behind it is gone.
  rmSync(join(root, "e"), { recursive: true });
  symlinkSync("../outside", join(root, "e"));
  const { tree } = await shadows.rawTree(root);
  expect(readTree(root, tree)).toEqual(readFolder(root, [".git", "e"]));
});

test("converted or ignored paths that the first look already finds behind a link are gone, not an error", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { "d/x": "1", "d/y/z": "2", ".gitattributes": "* text\n" });
  write(root, { ".gitignore": "e\n", "e/tracked": "3" });
  git(root, "add", "-f", "e/tracked");
  mkdirSync(join(folder.path, "outside/y"), { recursive: true });
  write(folder.path, { "outside/x": "secret", "outside/y/z": "secret", "outside/tracked": "secret" });
  for (const name of ["d", "e"]) {
    rmSync(join(root, name), { recursive: true });
    symlinkSync("../outside", join(root, name));
  }
  const { tree } = await createShadows({ root: join(folder.path, "shadows") }).rawTree(root);
  // The link "e" is itself ignored, so that it is not recorded.
  const { e: _, ...rest } = readFolder(root);
  expect(readTree(root, tree)).toEqual(rest);
});

test("a converted path that is a folder by the first look, and a submodule that is not there, are no errors", async () => {
  using folder = temporaryFolder();
  const other = makeRepository(join(folder.path, "other"));
  const root = makeRepository(join(folder.path, "project"), { ".gitattributes": "* text=auto\n", a: "1\n", b: "2\n" });
  git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other, "sub");
  git(root, "commit", "-q", "-m", "A submodule");
  git(root, "submodule", "--quiet", "deinit", "-f", "sub");
  rmSync(join(root, "a"));
  write(root, { "a/inner": "3\n" });
  const { tree } = await createShadows({ root: join(folder.path, "shadows") }).rawTree(root);
  expect([readTree(root, tree), git(root, "ls-tree", tree, "sub").slice(0, 13)]).toEqual([
    readFolder(root),
    "160000 commit",
  ]);
});

test("the checkout's index, HEAD, refs and files stay as they are", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: "1\n", b: "2\n" });
  write(root, { a: "staged\n", c: "new\n" });
  git(root, "add", "a");
  write(root, { a: "unstaged\n" });
  const state = () => ({
    ...readFolder(root, [".git/objects"]),
  });
  const before = state();
  const shadows = createShadows({ root: join(folder.path, "shadows") });
  await shadows.rawTree(root);
  await shadows.storedTree(root);
  expect(state()).toEqual(before);
});

test("a stored tree is what git add would make of the working tree", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { ".gitattributes": "* text=auto\n", a: "1\n", b: "2\n" });
  write(root, { a: "1\r\n", c: "x\r\ny\r\n", ".gitignore": "ignored\n", ignored: "i" });
  rmSync(join(root, "b"));
  const shadows = createShadows({ root: join(folder.path, "shadows") });
  const { tree } = await shadows.storedTree(root);
  git(root, "add", "-A");
  expect(tree).toBe(git(root, "write-tree"));
});

test("ignored files stay out, tracked ones stay in, and new ignore rules count at once", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: "1", "built/kept": "2" });
  const shadows = createShadows({ root: join(folder.path, "shadows") });
  write(root, { "built/out": "3" });
  const paths = async () => Object.keys(readTree(root, (await shadows.rawTree(root)).tree));
  const first = await paths();
  write(root, { ".gitignore": "built\nforced\n", forced: "4" });
  const second = await paths();
  git(root, "add", "-f", "forced");
  const third = await paths();
  expect([first, second, third]).toEqual([
    ["a", "built/kept", "built/out"],
    [".gitignore", "a", "built/kept"],
    [".gitignore", "a", "built/kept", "forced"],
  ]);
});

test("a repository inside is named, never entered, and none of its configuration runs", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"));
  const inner = makeRepository(join(root, "inner"), { ".gitattributes": "* filter=evil\n", x: "1\n" });
  git(inner, "config", "filter.evil.clean", `touch '${join(folder.path, "trap")}'`);
  write(inner, { x: "changed\n" });
  const shadows = createShadows({ root: join(folder.path, "shadows") });
  const { nested } = await shadows.rawTree(root);
  await shadows.rawTree(root);
  expect({ nested, files: Object.keys(readFolder(folder.path, ["project", "shadows"])) }).toEqual({
    nested: ["inner/"],
    files: [],
  });
});

test("files come back from a raw tree byte for byte", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), {
    ".gitattributes": "* text=auto eol=crlf\n",
    "a\n\"'ü": "x\ny\r\n",
  });
  write(root, { run: "#!/bin/sh\n", empty: "", binary: Uint8Array.of(0, 13, 10, 255) });
  chmodSync(join(root, "run"), 0o755);
  symlinkSync("/nowhere/at all", join(root, "link"));
  const shadows = createShadows({ root: join(folder.path, "shadows") });
  const { tree } = await shadows.rawTree(root);
  const before = readFolder(root);
  for (const name of Object.keys(before)) rmSync(join(root, name));
  await shadows.writeRaw(root, tree);
  expect(readFolder(root)).toEqual(before);
  expect((await shadows.rawTree(root)).tree).toBe(tree);
});

test("an index of ours that a killed host left broken or locked is made anew", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"));
  const home = join(folder.path, "shadows");
  const { tree } = await createShadows({ root: home }).rawTree(root);
  const [index = ""] = Object.keys(readFolder(home)).filter((path) => path.endsWith("git/index"));
  const half = readFileSync(join(home, index)).subarray(0, 40);
  write(home, { [index]: half, [`${index}.lock`]: "" });
  expect((await createShadows({ root: home }).rawTree(root)).tree).toBe(tree);
});

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { requireSandbox } from "../../sandbox/testing/sandboxBench.ts";
import { applyPatch } from "./applyPatch.ts";
import type { FileOnDisk, FileWrite } from "./planPatch.ts";
import { readFileOnDisk, writeFiles } from "./writeFiles.ts";

let base: string;
let cwd: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "write-")));
  cwd = join(base, "folder");
  mkdirSync(cwd);
  mkdirSync(join(base, "outside"));
  writeFileSync(join(base, "outside", "file"), "outside\n");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const apply = (...lines: readonly string[]): ReturnType<typeof applyPatch> =>
  applyPatch({ cwd, patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n") });

let ids = 0;
const newId = (): string => `id${(ids += 1)}`;

async function writeOf(name: string, content: string | undefined): Promise<FileWrite> {
  const path = join(cwd, name);
  const before = await readFileOnDisk(path);
  return {
    path,
    before: before as FileOnDisk | undefined,
    content: content === undefined ? undefined : Buffer.from(content),
  };
}

test("an update keeps the file's mode, and a move takes it along", async () => {
  for (const name of ["run.sh", "move.sh"]) {
    writeFileSync(join(cwd, name), "echo one\n");
    chmodSync(join(cwd, name), 0o751);
  }
  await apply("*** Update File: run.sh", "@@", "-echo one", "+echo two");
  await apply("*** Update File: move.sh", "*** Move to: moved.sh", "@@", "-echo one", "+echo two");
  expect(["run.sh", "moved.sh"].map((name) => (statSync(join(cwd, name)).mode & 0o777).toString(8))).toEqual([
    "751",
    "751",
  ]);
});

test("nothing is left beside the files", async () => {
  writeFileSync(join(cwd, "a"), "a\n");
  writeFileSync(join(cwd, "b"), "b\n");
  await apply("*** Update File: a", "@@", "-a", "+A", "*** Delete File: b", "*** Add File: c", "+c");
  expect(readdirSync(cwd)).toEqual(["a", "c"]);
});

test("a link to a file inside is written through and stays a link", async () => {
  writeFileSync(join(cwd, "real"), "one\n");
  symlinkSync("real", join(cwd, "link"));
  const result = await apply("*** Update File: link", "@@", "-one", "+two");
  expect([result.ok, readlinkSync(join(cwd, "link")), readFileSync(join(cwd, "real"), "utf8")]).toEqual([
    true,
    "real",
    "two\n",
  ]);
});

test("deleting a link takes the link, not what it leads to", async () => {
  symlinkSync(join(base, "outside", "file"), join(cwd, "link"));
  const result = await apply("*** Delete File: link");
  expect([result.ok, readdirSync(cwd), existsSync(join(base, "outside", "file"))]).toEqual([true, [], true]);
});

test.each([
  ["a link to a file outside", "file-link", ["*** Update File: file-link", "@@", "-outside", "+changed"]],
  ["a new file over such a link", "file-link", ["*** Add File: file-link", "+changed"]],
  ["a file in a linked folder", "folder-link", ["*** Update File: folder-link/file", "@@", "-outside", "+changed"]],
  ["a new file in a linked folder", "folder-link", ["*** Add File: folder-link/new", "+changed"]],
  ["a deletion in a linked folder", "folder-link", ["*** Delete File: folder-link/file"]],
  ["a move into a linked folder", "folder-link", ["*** Update File: mine", "*** Move to: folder-link/mine"]],
  ["a path through ..", "", ["*** Add File: sub/../../outside/new", "+changed"]],
  ["an absolute path", "", () => [`*** Add File: ${join(base, "outside", "new")}`, "+changed"]],
])("a patch does not leave the folder: %s", async (_name, _link, lines) => {
  writeFileSync(join(cwd, "mine"), "mine\n");
  symlinkSync(join(base, "outside", "file"), join(cwd, "file-link"));
  symlinkSync(join(base, "outside"), join(cwd, "folder-link"));
  const result = await apply(...(typeof lines === "function" ? lines() : lines));
  expect({
    result,
    outside: readdirSync(join(base, "outside")),
    content: readFileSync(join(base, "outside", "file"), "utf8"),
    mine: readFileSync(join(cwd, "mine"), "utf8"),
  }).toEqual({
    result: { ok: false, reason: expect.stringContaining("lies outside of") },
    outside: ["file"],
    content: "outside\n",
    mine: "mine\n",
  });
});

test("a folder that becomes a link after it was checked is not followed, not even for a new file", async () => {
  mkdirSync(join(cwd, "sub"));
  writeFileSync(join(cwd, "sub", "file"), "inside\n");
  const writes = [await writeOf("sub/file", "changed\n"), await writeOf("sub/new", "new\n")];
  renameSync(join(cwd, "sub"), join(cwd, "before"));
  symlinkSync(join(base, "outside"), join(cwd, "sub"));
  for (const write of writes) await expect(writeFiles([write], newId)).rejects.toThrow();
  expect([readFileSync(join(base, "outside", "file"), "utf8"), readdirSync(join(base, "outside"))]).toEqual([
    "outside\n",
    ["file"],
  ]);
});

test("a file that becomes a link after it was read is not followed", async () => {
  writeFileSync(join(cwd, "file"), "inside\n");
  const write = await writeOf("file", "changed\n");
  rmSync(join(cwd, "file"));
  symlinkSync(join(base, "outside", "file"), join(cwd, "file"));
  await expect(writeFiles([write], newId)).rejects.toThrow(/changed while the patch/);
  expect(readFileSync(join(base, "outside", "file"), "utf8")).toBe("outside\n");
});

test("a file that someone else changed meanwhile is left alone, and so are all others", async () => {
  writeFileSync(join(cwd, "a"), "a\n");
  writeFileSync(join(cwd, "b"), "b\n");
  const writes = [await writeOf("a", "A\n"), await writeOf("new", "new\n"), await writeOf("b", "B\n")];
  writeFileSync(join(cwd, "b"), "by hand\n");
  await expect(writeFiles(writes, newId)).rejects.toThrow(/b changed while the patch/);
  expect([readdirSync(cwd), readFileSync(join(cwd, "a"), "utf8"), readFileSync(join(cwd, "b"), "utf8")]).toEqual([
    ["a", "b"],
    "a\n",
    "by hand\n",
  ]);
});

test("what took its place is taken back when a later file cannot", async () => {
  writeFileSync(join(cwd, "a"), "a\n");
  writeFileSync(join(cwd, "gone"), "gone\n");
  const deletion = await writeOf("gone", undefined);
  const update = await writeOf("a", "A\n");
  const addition = await writeOf("new/deep/file", "new\n");
  // The same file deleted twice: the second time there is nothing to take away any more.
  await expect(writeFiles([update, addition, deletion, deletion], newId)).rejects.toThrow(/ENOENT/);
  expect([readdirSync(cwd), readFileSync(join(cwd, "a"), "utf8"), readFileSync(join(cwd, "gone"), "utf8")]).toEqual([
    ["a", "gone"],
    "a\n",
    "gone\n",
  ]);
});

test("a name that is too long leaves no folder behind", async () => {
  const result = await apply(`*** Add File: new/deep/${"x".repeat(300)}`, "+x");
  expect([result.ok, readdirSync(cwd)]).toEqual([false, []]);
});

test("a hard-linked file elsewhere keeps its content", async () => {
  writeFileSync(join(cwd, "file"), "one\n");
  linkSync(join(cwd, "file"), join(base, "outside", "twin"));
  await apply("*** Update File: file", "@@", "-one", "+two");
  expect(readFileSync(join(base, "outside", "twin"), "utf8")).toBe("one\n");
});

test("a file that is not UTF-8 is not updated, but can be deleted", async () => {
  writeFileSync(join(cwd, "binary"), Buffer.from([0xff, 0xfe, 0x0a]));
  const update = await apply("*** Update File: binary", "@@", "+x");
  const kept = readFileSync(join(cwd, "binary"));
  const deletion = await apply("*** Delete File: binary");
  expect([update, [...kept], deletion]).toEqual([
    { ok: false, reason: "binary cannot be updated: it is not UTF-8 text" },
    [0xff, 0xfe, 0x0a],
    { ok: true, changes: [{ kind: "D", path: "binary" }] },
  ]);
});

test("a pipe in the place of a file is refused and not waited for", async () => {
  execFileSync("/bin/sh", ["-c", 'mkfifo "$0"', join(cwd, "pipe")]);
  const result = await apply("*** Update File: pipe", "@@", "+x");
  expect([result, lstatSync(join(cwd, "pipe")).isFIFO()]).toEqual([
    { ok: false, reason: "pipe is not a regular file" },
    true,
  ]);
});

test("on a full disk no file changes and nothing is left behind", async () => {
  const support = await requireSandbox();
  if (support.kind !== "bubblewrap") throw new Error("a small disk is made with bubblewrap");
  const script = `
    import { writeFileSync, readdirSync, readFileSync } from "node:fs";
import { applyPatch } from ${JSON.stringify(join(import.meta.dirname, "applyPatch.ts"))};
    writeFileSync("/small/a", "a\\n");
    const big = Array.from({ length: 3000 }, (_, i) => "+line " + i + "x".repeat(60));
    const patch = ["*** Begin Patch", "*** Update File: a", "@@", "-a", "+A", "*** Add File: sub/big", ...big, "*** End Patch"].join("\\n");
    const result = await applyPatch({ cwd: "/small", patch });
    console.log(JSON.stringify({ result, names: readdirSync("/small"), a: readFileSync("/small/a", "utf8") }));`;
  const disk = ["--unshare-user", "--dev-bind", "/", "/", "--tmpfs", "/mnt", "--size", "131072", "--tmpfs", "/mnt"];
  const output = execFileSync(
    support.path,
    [...disk, process.execPath, "--input-type=module-typescript", "--eval", script.replaceAll("/small", "/mnt")],
    { encoding: "utf8" },
  );
  expect(JSON.parse(output)).toEqual({
    result: { ok: false, reason: "The disk is full" },
    names: ["a"],
    a: "a\n",
  });
});

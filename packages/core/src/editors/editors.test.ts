import { chmod, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@flightdeck/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AppError } from "../errors/index.ts";
import { filledIn, words } from "./commandLine.ts";
import { openEditors } from "./editors.ts";

let folder: TemporaryFolder;
let bin: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
  bin = await temporaryFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
  await bin[Symbol.asyncDispose]();
});

/** A program that writes down what it was called with, and ends as told. */
async function program(name: string, code = 0): Promise<void> {
  const path = join(bin.path, name);
  await writeFile(path, `#!/bin/sh\nprintf '%s\\n' "$@" > "${bin.path}/called"\nexit ${code}\n`);
  await chmod(path, 0o755);
}
const called = async () => (await readFile(join(bin.path, "called"), "utf8")).trimEnd().split("\n");

const editors = (chosen = "") =>
  openEditors({ environment: { PATH: `${bin.path}:/bin:/usr/bin` }, chosen: () => chosen });
const open = (path: string, chosen = "", place: { line?: number; column?: number } = {}) =>
  editors(chosen)
    .open({ root: folder.path, cwd: folder.path, path, ...place })
    .then(
      () => "opened",
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );

test("an editor of the machine is found and opens a file at its line", async () => {
  await program("zed");
  await writeFile(join(folder.path, "a b.ts"), "");
  expect(editors().found()).toContainEqual({ id: "zed", name: "Zed" });
  expect(await open("a b.ts", "zed", { line: 12, column: 3 })).toBe("opened");
  expect(await called()).toEqual([`${join(folder.path, "a b.ts")}:12:3`]);
});

test("a command line of the person's own gets the place where it says, as arguments and never through a shell", async () => {
  await program("edit");
  const name = "$(touch evil);x.ts";
  await writeFile(join(folder.path, name), "");
  expect(await open(name, `edit "-at line" {line} {file}`, { line: 7 })).toBe("opened");
  expect(await called()).toEqual(["-at line", "7", join(folder.path, name)]);
});

test("only what is inside of the thread's folder is opened, whatever leads out of it", async () => {
  await program("edit");
  await writeFile(join(bin.path, "secret"), "");
  await symlink(join(bin.path, "secret"), join(folder.path, "link"));
  await symlink(bin.path, join(folder.path, "out"));
  const paths = [join(bin.path, "secret"), "link", "out/secret", "/etc/passwd", "..", "missing.ts"];
  expect(await Promise.all(paths.map((path) => open(path, "edit")))).toEqual([
    "path_outside",
    "path_outside",
    "path_outside",
    "path_outside",
    "path_outside",
    "file_not_found",
  ]);
});

test("an editor that is not there, or that fails, is said", async () => {
  await program("broken", 3);
  await writeFile(join(folder.path, "a.ts"), "");
  expect([await open("a.ts", "nothing-like-it --x"), await open("a.ts", "broken")]).toEqual([
    "editor_not_found",
    "editor_failed",
  ]);
});

test("a command line is read in words, with quotes and the place filled in", () => {
  const place = { file: "/a b", line: 2, column: 4 };
  expect([
    words(`a "b c" 'd'e  f"g"`),
    filledIn("ed -l {line}:{column}", place),
    filledIn("ed {file}#{line}", place),
  ]).toEqual([
    ["a", "b c", "de", "fg"],
    ["ed", "-l", "2:4", "/a b"],
    ["ed", "/a b#2"],
  ]);
});

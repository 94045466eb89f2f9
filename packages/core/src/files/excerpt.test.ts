import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { excerptOf } from "./index.ts";

test("the lines around one are read, as far as there are any", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "a.txt");
  await writeFile(file, `one\r\ntwo\nthree\n${"x".repeat(1_000)}\nfive`);
  expect(await excerptOf(file, 2, 1)).toEqual({ from: 1, lines: ["one", "two", "three"] });
  const { from, lines } = await excerptOf(file, 5, 1);
  expect([from, lines.map(({ length }) => length)]).toEqual([4, [500, 4]]);
});

test("a line that is not there, a folder and what is no text have no lines", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await writeFile(at("short.txt"), "one\n");
  await writeFile(at("binary"), "one\n\0two\n");
  await mkdir(at("folder"));
  await symlink(at("gone"), at("link"));
  for (const [name, line] of [
    ["short.txt", 2],
    ["binary", 2],
    ["folder", 1],
    ["link", 1],
  ] as const)
    await expect(excerptOf(at(name), line, 3)).rejects.toMatchObject({ code: "file_not_found" });
});

import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readFolder, temporaryFolder, write } from "../git/testing/repository.ts";
import { changeOnDisk } from "./disk.ts";
import { modes, readOnDisk } from "./entries.ts";

test("a folder that became a link since it was read leads no write and no deletion out", async () => {
  using at = temporaryFolder();
  const root = join(at.path, "root");
  mkdirSync(join(root, "deep/er"), { recursive: true });
  write(root, { "deep/er/here": "1\n" });
  const here = await readOnDisk(root, "deep/er/here");
  const missing = await readOnDisk(root, "deep/er/new");
  renameSync(join(root, "deep"), join(at.path, "outside"));
  symlinkSync(join(at.path, "outside"), join(root, "deep"));
  const before = readFolder(at.path);
  const to = { mode: modes.file, bytes: Buffer.from("2\n") };
  const changes = [
    { path: "deep/er/here", from: here, to },
    { path: "deep/er/here", from: here, to: undefined },
    { path: "deep/er/new", from: missing, to },
  ];
  for (const change of changes)
    await expect(changeOnDisk(root, change, "name")).rejects.toMatchObject({ code: "changed_since" });
  expect(readFolder(at.path)).toEqual(before);
});

import { readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { plainName } from "./attachments.ts";
import { openAttachments } from "./index.ts";

const none = { root: "/", named: async () => [] };

test("a file is kept once as it is, to be read and not to be changed", async () => {
  await using home = await temporaryFolder("flightdeck-home-");
  const attachments = openAttachments(join(home.path, "attachments"));
  const given = await attachments.give({ name: "notes.txt", bytes: Buffer.from("hello") }, none);
  const again = await attachments.give({ name: "notes.txt", bytes: Buffer.from("hello") }, none);
  const other = await attachments.give({ name: "notes.txt", bytes: Buffer.from("other") }, none);
  if (given.kind !== "copy" || other.kind !== "copy") throw new Error("no copy");
  const path = attachments.pathOf(given.file);
  expect(given).toEqual({
    kind: "copy",
    file: { id: expect.stringMatching(/^[0-9a-f]{32}$/), name: "notes.txt", size: 5 },
  });
  expect(again).toEqual(given);
  expect(await readFile(path, "utf8")).toBe("hello");
  expect(await readFile(attachments.pathOf(other.file), "utf8")).toBe("other");
  expect((await stat(path)).mode & 0o777).toBe(0o400);
});

test("a file that the project has under its name is told by its path, one with other contents is copied", async () => {
  await using home = await temporaryFolder("flightdeck-home-");
  await using project = await temporaryFolder("flightdeck-project-");
  await writeFile(join(project.path, "a.ts"), "same");
  const attachments = openAttachments(join(home.path, "attachments"));
  const place = { root: project.path, named: async () => ["gone/a.ts", "a.ts"] };
  expect(await attachments.give({ name: "a.ts", bytes: Buffer.from("same") }, place)).toEqual({
    kind: "project",
    path: "a.ts",
  });
  expect(await attachments.give({ name: "a.ts", bytes: Buffer.from("othr") }, place)).toMatchObject({ kind: "copy" });
});

test("no name leads out of the folder or is too long for a disk", async () => {
  await using home = await temporaryFolder("flightdeck-home-");
  const attachments = openAttachments(join(home.path, "attachments"));
  const names = [
    "../../etc/passwd",
    "..",
    "a/b\\c",
    "line\nbreak\u202etxt.exe",
    "-rf",
    '"q" 🚢.md',
    "\ud800",
    " ",
    `${"日".repeat(2000)}.md`,
  ];
  const kept: string[] = [];
  for (const name of names) {
    const given = await attachments.give({ name, bytes: Buffer.from(name) }, none);
    if (given.kind !== "copy") throw new Error("no copy");
    const path = attachments.pathOf(given.file);
    expect(path.startsWith(join(home.path, "attachments", given.file.id))).toBe(true);
    expect(path).toBe(attachments.pathOf({ ...given.file, name: plainName(given.file.name) }));
    await stat(path);
    kept.push(given.file.name);
  }
  expect(kept.slice(0, 6)).toEqual([".._.._etc_passwd", "_", "a_b_c", "line_break_txt.exe", "-rf", '"q" 🚢.md']);
  expect(kept.at(-1)).toMatch(/^日+\.md$/);
});

test("what is too large is refused", async () => {
  await using home = await temporaryFolder("flightdeck-home-");
  const attachments = openAttachments(join(home.path, "attachments"));
  const bytes = Buffer.alloc((20 << 20) + 1);
  await expect(attachments.give({ name: "big", bytes }, none)).rejects.toMatchObject({ code: "file_too_large" });
});

test("one file that is given twice at once is kept once", async () => {
  await using home = await temporaryFolder("flightdeck-home-");
  const attachments = openAttachments(join(home.path, "attachments"));
  const give = () => attachments.give({ name: "a.bin", bytes: Buffer.alloc(1 << 20, 7) }, none);
  const [one, ...others] = await Promise.all([give(), give(), give()]);
  expect(others).toEqual([one, one]);
});

test("a link in a project is not taken for the file that was given, wherever it leads", async () => {
  await using home = await temporaryFolder("flightdeck-home-");
  await using project = await temporaryFolder("flightdeck-project-");
  await symlink("/dev/zero", join(project.path, "empty.log"));
  const attachments = openAttachments(join(home.path, "attachments"));
  const place = { root: project.path, named: async () => ["empty.log"] };
  expect(await attachments.give({ name: "empty.log", bytes: Buffer.alloc(0) }, place)).toMatchObject({ kind: "copy" });
});

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { openControlGroups } from "./controlGroups.ts";

/** The files of control groups as plain ones: what is written can be read, which is all that is tried here. */
async function tree(controllers: string) {
  const folder = await temporaryFolder("flightdeck-groups-");
  const slice = join(folder.path, "user.slice");
  mkdirSync(join(slice, "app.scope"), { recursive: true });
  writeFileSync(join(folder.path, "cgroup.subtree_control"), "");
  writeFileSync(join(slice, "cgroup.subtree_control"), controllers);
  const read = (name: string) => readFileSync(join(slice, `flightdeck-${process.pid}`, name), "utf8");
  return { folder, slice, read, open: () => openControlGroups(folder.path, "/user.slice/app.scope") };
}

test("the nearest group that hands on processor and memory takes the host's own, with the limits of all commands", async () => {
  const { folder, slice, read, open } = await tree("cpu memory pids\n");
  await using _folder = folder;
  mkdirSync(join(slice, "flightdeck-999999999")); // of a host that was killed
  const groups = open();
  groups?.limit({ cpuPercent: 180, memoryBytes: 1000 });
  groups?.put("command1", [41, 42]);
  await expect
    .poll(() => readFileSync(join(slice, `flightdeck-${process.pid}`, "command1", "cgroup.procs"), "utf8"))
    .toBe("42");
  expect({
    groups: readdirSync(slice).filter((name) => name.startsWith("flightdeck-")),
    files: Object.fromEntries(
      ["cgroup.subtree_control", "cpu.max", "memory.high", "memory.max", "command1/pids.max"].map((name) => [
        name,
        read(name),
      ]),
    ),
  }).toEqual({
    groups: [`flightdeck-${process.pid}`],
    files: {
      "cgroup.subtree_control": "+cpu +memory +pids",
      "cpu.max": "180000 100000",
      "memory.high": "1000",
      "memory.max": "1100",
      "command1/pids.max": "16384",
    },
  });
});

test("when a command ends, what is left in its group ends too", async () => {
  const { folder, read, open } = await tree("cpu memory");
  await using _folder = folder;
  const groups = open();
  groups?.put("command1", [41]);
  groups?.end("command1");
  expect(read("command1/cgroup.kill")).toBe("1");
});

test("without groups to hand on there are none, which is no failure", async () => {
  const { folder, open } = await tree("memory");
  await using _folder = folder;
  expect([
    open(),
    openControlGroups(join(folder.path, "missing"), "/a/b"),
    openControlGroups(folder.path, undefined),
  ]).toEqual([undefined, undefined, undefined]);
});

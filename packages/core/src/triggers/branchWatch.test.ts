import { renameSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { branchProblem, watchBranch, watchGitDirs } from "./branchWatch.ts";
import { gather, hurried } from "./testing/gathered.ts";
import { createTurns } from "./turns.ts";

/** A watch that tells places as it finds others, and problems. `opened`: until then no folder is watched. */
async function watching(root: string, branch: string, opened?: Promise<void>) {
  const turns = createTurns(2, opened);
  const places = gather<string | undefined>();
  const problems: (string | undefined)[] = [];
  const failures: unknown[] = [];
  let stirs = 0;
  let looks = 0;
  let last: string | undefined | null = null;
  const watch = watchBranch({
    root,
    branch,
    later: hurried,
    gitDirs: watchGitDirs({ later: hurried, turns }),
    turns,
    onStir: () => (stirs += 1),
    onPlace: async (commit) => {
      looks += 1;
      if (commit !== last) places.add(commit);
      last = commit;
    },
    onProblem: (problem) => problems.push(problem),
    report: (_message, error) => failures.push(error),
  });
  return { places, problems, failures, stirs: () => stirs, looks: () => looks, [Symbol.asyncDispose]: watch.close };
}

test("a branch is told where it stands, and where it goes: by a commit, backwards, gone and made again", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  const first = (await repository.git("rev-parse", "main")).trim();
  await using on = await watching(repository.path, "main");
  const told = [await on.places.next()];
  const second = await repository.commit("Second", { a: "2" });
  told.push(await on.places.next());
  await repository.git("reset", "-q", "--hard", first);
  told.push(await on.places.next());
  await repository.git("checkout", "-q", "--detach");
  await repository.git("branch", "-q", "-D", "main");
  told.push(await on.places.next());
  await repository.git("branch", "-q", "main", second);
  told.push(await on.places.next());
  expect([told, on.problems.at(-1), on.failures]).toEqual([[first, second, first, undefined, second], undefined, []]);
});

test("refs that are packed, or of other branches, move nothing; what moves a packed one is told", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  await repository.git("branch", "-q", "other");
  await using on = await watching(repository.path, "main");
  await on.places.next();
  await expect.poll(on.looks, { timeout: 30_000 }).toBe(2); // at the beginning, and once it is watched
  await repository.git("pack-refs", "--all");
  await expect.poll(on.looks, { timeout: 30_000 }).toBeGreaterThan(2);
  const before = on.stirs();
  for (const name of ["other", "main2", "main2x"]) await repository.git("branch", "-q", "-f", name, "HEAD");
  await repository.git("update-ref", "refs/flightdeck/checkpoints/x", "HEAD");
  const unmoved = on.stirs();
  const second = await repository.commit("Second", { a: "2" });
  expect([before, await on.places.next(), on.places.rest]).toEqual([unmoved, second, []]);
});

test("a linked worktree and its main checkout see each other's commits, and a burst is told once", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  await using folder = await temporaryFolder();
  const linked = join(folder.path, "linked");
  await repository.git("worktree", "add", "-q", "-b", "topic", linked);
  await using on = await watching(linked, "main");
  const first = await on.places.next();
  let last = "";
  for (let n = 0; n < 5; n += 1) last = await repository.commit(`Commit ${n}`, { a: String(n) });
  const told = [await on.places.next()];
  while (told.at(-1) !== last) told.push(await on.places.next()); // a slow machine commits in more than one burst
  expect([first === last, told.at(-1), on.places.rest]).toEqual([false, last, []]);
});

test("a remote-tracking branch is told when it is fetched, also with a slash in its name", async () => {
  await using upstream = await temporaryRepository({ files: { a: "1" } });
  await upstream.git("checkout", "-q", "-b", "feature/one");
  await using repository = await temporaryRepository({ files: { b: "1" } });
  await repository.git("remote", "add", "origin", upstream.path);
  await using on = await watching(repository.path, "origin/feature/one");
  const none = await on.places.next();
  const words = on.problems.at(-1);
  await expect.poll(on.looks, { timeout: 30_000 }).toBe(2); // it is watched
  await repository.git("fetch", "-q", "origin");
  const fetched = await on.places.next();
  const second = await upstream.commit("Second", { a: "2" });
  await repository.git("fetch", "-q", "origin");
  let last = await on.places.next();
  while (last !== second) last = await on.places.next(); // where it stands is told again when folders came
  expect([none, words, fetched === second, on.problems.at(-1)]).toEqual([
    undefined,
    'there is no branch called "origin/feature/one"',
    false,
    undefined,
  ]);
});

test("a folder that is gone is waited for, and what it holds then is told", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  const away = `${repository.path}-away`;
  await using on = await watching(repository.path, "main");
  const first = await on.places.next();
  renameSync(repository.path, away);
  await expect.poll(() => on.problems.at(-1), { timeout: 30_000 }).toMatch(/gone/);
  renameSync(away, repository.path);
  await expect.poll(() => on.problems.at(-1), { timeout: 30_000 }).toBe(undefined);
  const second = await repository.commit("Second", { a: "2" });
  let last = await on.places.next();
  while (last !== second) last = await on.places.next();
  expect([first === last, on.problems.at(-1), on.failures]).toEqual([false, undefined, []]);
});

test("a branch is seen before its folder is watched, and what moves in between is found", async () => {
  await using repository = await temporaryRepository({ files: { a: "1" } });
  const opened = Promise.withResolvers<void>();
  await using on = await watching(repository.path, "main", opened.promise);
  const first = await on.places.next();
  const second = await repository.commit("Second", { a: "2" });
  opened.resolve();
  expect([first === second, await on.places.next(), on.failures]).toEqual([false, second, []]);
});

test("a folder that was never there does not throw", async () => {
  await using folder = await temporaryFolder();
  await using on = await watching(join(folder.path, "none", "such"), "main");
  await expect.poll(() => on.problems.at(-1), { timeout: 30_000 }).toMatch(/gone/);
  expect(on.failures).toEqual([]);
});

test("what git would read as something else is no branch", () => {
  const names = ["main~1", "main^", "a..b", "@{-1}", "a b", "-d", "x.lock", "refs:x", "a\u0000b", "*"];
  expect(names.filter((name) => branchProblem(name) === undefined)).toEqual([]);
  expect(["main", "origin/main", "feature/ä-1"].map(branchProblem)).toEqual([undefined, undefined, undefined]);
});

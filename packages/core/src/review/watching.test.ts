import { join } from "node:path";
import { expect, test } from "vitest";
import { createShadows } from "../git/index.ts";
import { git, makeRepository, temporaryFolder, write } from "../git/testing/repository.ts";
import { createReview } from "./index.ts";

/** Counts calls; `next` settles with the call after those counted so far. */
function counter() {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    call: (): void => {
      count += 1;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    next: (): Promise<void> => new Promise((resolve) => waiting.push(resolve)),
    count: () => count,
  };
}

test.each(["main checkout", "linked worktree"])("a watch of a %s tells files, commits and staging", async (kind) => {
  using folder = temporaryFolder();
  const main = makeRepository(join(folder.path, "project"), { a: "1\n" });
  const root = kind === "main checkout" ? main : join(folder.path, "linked");
  if (root !== main) git(main, "worktree", "add", "-q", "-b", "topic", root);
  const review = createReview({ shadows: createShadows({ root: join(folder.path, "shadows") }) });
  const { call, next } = counter();
  const watch = await review.watchFolder(root, call);
  const steps = [
    () => write(root, { "sub/new": "n" }),
    () => git(root, "add", "-A"),
    () => git(root, "commit", "-q", "-m", "Next"),
  ];
  for (const step of steps) {
    const told = next();
    step();
    await told;
  }
  watch.close();
});

test("a burst is told once, to everyone who looks, until they stop looking", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: "1\n", ".gitignore": "built/\n" });
  write(root, { "built/x": "" });
  const review = createReview({ shadows: createShadows({ root: join(folder.path, "shadows") }) });
  const one = counter();
  const two = counter();
  const first = await review.watchFolder(root, one.call);
  const second = await review.watchFolder(root, two.call);
  const both = Promise.all([one.next(), two.next()]);
  for (let i = 0; i < 50; i += 1) write(root, { [`f${i}`]: "", "built/x": `${i}` });
  await both;
  first.close();
  first.close();
  const counted = one.count();
  // Reading a diff, or ignored files alone, is no change: the next call is the write that follows.
  await review.diff({ path: root }, { kind: "uncommitted" });
  write(root, { "built/y": "" });
  const told = two.next();
  write(root, { last: "" });
  await told;
  second.close();
  expect([one.count(), two.count()]).toEqual([counted, counted + 1]);
});

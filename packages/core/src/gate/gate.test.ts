import { renameSync } from "node:fs";
import { join } from "node:path";
import type { ReviewVerdict, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createShadows } from "../git/index.ts";
import { git, makeRepository, temporaryFolder, write } from "../git/testing/repository.ts";
import { createReading } from "../reading/index.ts";
import { createReview } from "../review/index.ts";
import { openStore } from "../store/index.ts";
import { createGate } from "./index.ts";

const threadId = "t1" as ThreadId; // an id in form
const tiers = 'human = ["src/auth"]\nnone = ["*.md"]\n';

function fixture(files: Readonly<Record<string, string>>) {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "project"), files);
  git(root, "switch", "--quiet", "-c", "work");
  const store = openStore(":memory:");
  store.db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 1, '{}', 1);
  `);
  const review = createReview({ shadows: createShadows({ root: join(temporary.path, "shadows") }) });
  const reading = createReading({ store, review, tell: () => {}, report: () => {} });
  let verdict: ReviewVerdict = { kind: "none" };
  const asked: string[] = [];
  const gate = createGate({
    review,
    reading,
    verdict: (_thread, fingerprint) => {
      asked.push(fingerprint);
      return verdict;
    },
  });
  const place = { path: root, base: "main" };
  const short = ({ state, missing, hunks, unread, critical }: Awaited<ReturnType<typeof gate.ofFolder>>) => ({
    state,
    missing,
    counts: [hunks, unread, critical],
  });
  return {
    root,
    asked,
    place,
    gate,
    review: (now: ReviewVerdict) => {
      verdict = now;
    },
    look: async () => short(await gate.ofFolder(threadId, place)),
    read: async (paths?: readonly string[]) => {
      const { fingerprint } = await reading.count({ threadId, place, scope: { kind: "branch" } });
      const what = paths === undefined ? "all" : { paths };
      await reading.mark({ threadId, place, scope: { kind: "branch" } }, { fingerprint, read: true, what });
    },
    [Symbol.dispose]: () => {
      store.close();
      temporary[Symbol.dispose]();
    },
  };
}

test("without tiers the gate says what is missing and holds nothing back", async () => {
  using at = fixture({ "src/a.ts": "a\n" });
  write(at.root, { "src/a.ts": "b\n" });
  expect(await at.look()).toEqual({
    state: "off",
    missing: [{ kind: "read", hunks: 1, critical: 0 }],
    counts: [1, 1, 0],
  });
  await at.read();
  at.review({ kind: "findings", open: { P0: 0, P1: 1, P2: 4, P3: 0 } });
  expect(await at.look()).toEqual({
    state: "off",
    missing: [{ kind: "findings", priority: "P1", count: 1 }],
    counts: [1, 0, 0],
  });
});

test("critical changes need a person who read every hunk, others a review that passed", async () => {
  using at = fixture({
    ".flightdeck/review.toml": tiers,
    "src/auth/key.ts": "a\n",
    "src/a.ts": "a\n",
    "README.md": "a\n",
  });
  write(at.root, { "src/auth/key.ts": "b\n", "src/a.ts": "b\n", "README.md": "b\n" });
  const review = { kind: "review" as const, verdict: "none" as const };
  expect(await at.look()).toEqual({
    state: "closed",
    missing: [{ kind: "read", hunks: 3, critical: 1 }, review],
    counts: [3, 3, 1],
  });
  await at.read(["src/auth/key.ts"]);
  expect(await at.look()).toEqual({ state: "closed", missing: [review], counts: [3, 2, 0] });
  at.review({ kind: "passed" });
  expect(await at.look()).toEqual({ state: "open", missing: [], counts: [3, 2, 0] });
  at.review({ kind: "findings", open: { P0: 1, P1: 2, P2: 1, P3: 1 } });
  expect((await at.look()).missing).toEqual([
    { kind: "findings", priority: "P0", count: 1 },
    { kind: "findings", priority: "P1", count: 2 },
  ]);
  at.review({ kind: "findings", open: { P0: 0, P1: 0, P2: 9, P3: 9 } });
  expect((await at.look()).state).toBe("open");
  at.review({ kind: "stale" });
  expect((await at.look()).missing).toEqual([{ kind: "review", verdict: "stale" }]);
});

test("what nobody has to look at needs nobody", async () => {
  using at = fixture({ ".flightdeck/review.toml": tiers, "README.md": "a\n" });
  write(at.root, { "README.md": "b\n" });
  expect(await at.look()).toEqual({ state: "open", missing: [], counts: [1, 1, 0] });
});

test("the branch cannot loosen its own gate: the base's file counts, and a change of it is critical", async () => {
  using at = fixture({ ".flightdeck/review.toml": tiers, "src/auth/key.ts": "a\n" });
  write(at.root, { ".flightdeck/review.toml": 'default = "none"\n', "src/auth/key.ts": "b\n" });
  git(at.root, "commit", "--quiet", "-am", "Loosen it");
  at.review({ kind: "passed" });
  expect(await at.look()).toMatchObject({ state: "closed", counts: [2, 2, 2] });
});

test("what is moved out of a critical folder stays critical", async () => {
  using at = fixture({ ".flightdeck/review.toml": tiers, "src/auth/key.ts": "a\nb\nc\n" });
  renameSync(join(at.root, "src/auth/key.ts"), join(at.root, "src/key.ts"));
  expect(await at.look()).toMatchObject({ state: "closed", counts: [1, 1, 1] });
});

test("a file that cannot be read makes everything critical", async () => {
  using at = fixture({ ".flightdeck/review.toml": "human = [", "README.md": "a\n" });
  write(at.root, { "README.md": "b\n" });
  expect(await at.gate.ofFolder(threadId, at.place)).toMatchObject({
    state: "closed",
    critical: 1,
    problem: expect.stringContaining("Invalid TOML"),
  });
});

test("exactly what lands is judged, by the fingerprint of its diff", async () => {
  using at = fixture({ ".flightdeck/review.toml": tiers, "src/auth/key.ts": "a\n" });
  write(at.root, { "src/auth/key.ts": "b\n" });
  await at.read();
  git(at.root, "commit", "--quiet", "-am", "Read");
  const head = git(at.root, "rev-parse", "HEAD");
  const baseCommit = git(at.root, "rev-parse", "main");
  const folder = await at.gate.ofFolder(threadId, at.place);
  expect(await at.gate.ofCommits(threadId, at.place, { baseCommit, head })).toEqual(folder);
  write(at.root, { "src/auth/key.ts": "unread\n" });
  git(at.root, "commit", "--quiet", "-am", "Behind their back");
  const later = { baseCommit, head: git(at.root, "rev-parse", "HEAD") };
  expect(await at.gate.ofCommits(threadId, at.place, later)).toMatchObject({ state: "closed", critical: 1 });
  expect(at.asked[0]).toBe(folder.fingerprint);
});

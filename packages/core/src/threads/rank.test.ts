import { compareThreads, ThreadId, type ThreadRow } from "@flightdeck/contract";
import { temporaryRepository } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { testCore } from "../testing/testCore.ts";
import { ranksToMove } from "./rank.ts";
import { begin } from "./testing/begin.ts";

const row = (id: string, createdAt: number, rank?: number): ThreadRow => ({
  id: ThreadId.parse(id),
  projectId: "p1" as ThreadRow["projectId"], // branded; any id is one
  title: id,
  status: "idle",
  unread: false,
  archived: false,
  pinned: false,
  rank,
  preview: "",
  additions: 0,
  deletions: 0,
  createdAt,
  updatedAt: createdAt,
});

const idsOf = (rows: readonly ThreadRow[]) => rows.toSorted(compareThreads).map(({ id }) => id);

test("any moves, however many into the same gap, lead to the order that a list of names would have", () => {
  const times = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 });
  const moves = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 120 });
  fc.assert(
    fc.property(times, moves, (createdAt, list) => {
      let rows = createdAt.map((at, index) => row(`t${index}`, 1_780_000_000_000 + at));
      for (const [from, to] of list) {
        const names = idsOf(rows);
        const moved = names[from % names.length] as ThreadId; // the list is not empty
        const before = names[to];
        if (before === moved) continue;
        const ranks = ranksToMove(rows, moved, before);
        const others = names.filter((id) => id !== moved);
        const at = before === undefined ? others.length : others.indexOf(before);
        rows = rows.map((each) => ({ ...each, rank: ranks.get(each.id) ?? each.rank }));
        expect(idsOf(rows)).toEqual(others.toSpliced(at, 0, moved));
      }
    }),
    { numRuns: 200 },
  );
});

test("a thread is moved among those of its list, is there after a restart, and a newer one comes on top", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const { threads } = on.core;
  const ids: ThreadId[] = [];
  for (const text of ["one", "two", "three"]) {
    const threadId = await begin(on, repo.path, text);
    ids.push(threadId);
    await on.status(threadId, "idle");
  }
  const [one, two, three] = ids as [ThreadId, ThreadId, ThreadId]; // as many as there are texts
  const order = () => idsOf(threads.rows({ archived: false }));
  expect(order()).toEqual([three, two, one]);
  const before = threads.load(one).thread.updatedAt;
  threads.move(one, three);
  threads.move(three);
  expect(order()).toEqual([one, two, three]);
  expect(threads.load(one).thread.updatedAt).toBe(before);
  threads.flag(two, { pinned: true });
  // Above a thread of another list there is no place for it.
  threads.move(two, three);
  expect(order()).toEqual([one, two, three]);
  const newest = await begin(on, repo.path, "four");
  expect(order()[0]).toBe(newest);
});

import { ItemId, ThreadId, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { emptyDigest, foldDigest, shownDigest } from "./digest.ts";

test("files are counted whatever they are called", () => {
  const changes = ["constructor", "__proto__", "7"].map(
    (path) => ({ path, kind: "update", additions: 2, deletions: 1, diff: "" }) as const,
  );
  const change = (id: string) =>
    ({
      type: "item.completed",
      turnId: TurnId.parse("turn"),
      at: 0,
      item: { type: "file_change", id: ItemId.parse(id), status: "completed", startedAt: 0, changes },
    }) as const;
  const twice = [change("one"), change("two")].reduce(
    (state, event) => foldDigest(JSON.parse(JSON.stringify(state)) as typeof state, event), // as it is kept
    emptyDigest,
  );
  const { files, fileCount } = shownDigest(ThreadId.parse("thread"), twice);
  const file = (path: string) => ({ path, additions: 4, deletions: 2 });
  expect(fileCount).toBe(3);
  expect(files).toEqual(expect.arrayContaining([file("constructor"), file("__proto__"), file("7")]));
});

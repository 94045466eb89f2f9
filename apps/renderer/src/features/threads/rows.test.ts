import { ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { projectId, row } from "../../testing/samples.ts";
import { projectThreads } from "./order.ts";
import { foldRows, type ThreadRows } from "./rows.ts";

const empty: ThreadRows = { loaded: false, rows: new Map() };
const a = row("a");
const b = row("b");

test("rows come, change and go by their id", () => {
  const loaded = foldRows(empty, { type: "snapshot", rows: [a, b] });
  const changed = foldRows(loaded, { type: "changed", rows: [{ ...a, title: "A" }, row("c")] });
  const removed = foldRows(changed, { type: "removed", threadId: b.id });
  expect([...removed.rows.values()]).toEqual([{ ...a, title: "A" }, row("c")]);
  expect(removed.loaded).toBe(true);
});

test("a snapshot after a lost connection forgets what is gone", () => {
  const loaded = foldRows(empty, { type: "snapshot", rows: [a, b] });
  expect(foldRows(loaded, { type: "snapshot", rows: [b] })).toEqual({ loaded: true, rows: new Map([[b.id, b]]) });
});

test("pinned threads lead, then the newest; archived ones stand apart; work does not move rows", () => {
  const rows = [
    row("old", { createdAt: 1, updatedAt: 99 }),
    row("new", { createdAt: 3 }),
    row("pinned", { createdAt: 2, pinned: true }),
    row("kept", { createdAt: 4, archived: true }),
  ];
  expect(projectThreads(new Map(rows.map((each) => [each.id, each])), projectId)).toEqual({
    shown: ["pinned", "new", "old"].map((id) => ThreadId.parse(id)),
    archived: [ThreadId.parse("kept")],
  });
});

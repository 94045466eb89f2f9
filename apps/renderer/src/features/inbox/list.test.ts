import { AutomationId, InboxEntryId, type InboxRow, RunId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { foldRows, type InboxList, withPage } from "./list.ts";

const row = (id: string, change: Partial<InboxRow> = {}): InboxRow => ({
  id: InboxEntryId.parse(id),
  runId: RunId.parse("run"),
  automationId: AutomationId.parse("automation"),
  automationName: "Nightly",
  kind: "finding",
  runState: "completed",
  at: 10,
  title: id,
  digest: "",
  unread: true,
  archived: false,
  ...change,
});

const list = (change: Partial<InboxList> = {}): InboxList => ({
  filter: { archived: false },
  rows: [row("c", { at: 30 }), row("b", { at: 20 }), row("b2", { at: 20 })],
  more: true,
  ...change,
});

const ids = ({ rows }: InboxList) => rows.map(({ id }) => id);

test("what comes takes its place by its time, and what is older than the list waits for its page", () => {
  const came = [row("d", { at: 40 }), row("x", { at: 25 }), row("a", { at: 10 })];
  expect(ids(foldRows(list(), came))).toEqual(["d", "c", "x", "b", "b2"]);
  expect(ids(foldRows(list({ more: false }), came))).toEqual(["d", "c", "x", "b", "b2", "a"]);
});

test("what is archived leaves, what is read stays where it is, and the others keep their identity", () => {
  const before = list({ filter: { archived: false, unread: true } });
  const after = foldRows(before, [
    row("c", { at: 30, archived: true }),
    row("b", { at: 20, unread: false }),
    row("new", { at: 50, unread: false }),
  ]);
  expect(after.rows.map(({ id, unread }) => [id, unread])).toEqual([
    ["b", false],
    ["b2", true],
  ]);
  expect(after.rows[1]).toBe(before.rows[2]);
});

test("a list of one automation takes in nothing of others", () => {
  const filter = { automationId: AutomationId.parse("automation"), kinds: ["finding" as const] };
  const others = [
    row("other", { at: 50, automationId: AutomationId.parse("another") }),
    row("report", { at: 50, kind: "report" }),
    row("own", { at: 50 }),
  ];
  expect(ids(foldRows(list({ filter }), others))).toEqual(["own", "c", "b", "b2"]);
});

test("a page comes behind the list, without what came there meanwhile", () => {
  expect(ids(withPage(list(), [row("b2", { at: 20 }), row("a", { at: 5 })], false))).toEqual(["c", "b", "b2", "a"]);
});

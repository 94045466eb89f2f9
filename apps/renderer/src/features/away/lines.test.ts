import type { Happening, HappeningEvent } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { projectId, row } from "../../testing/samples.ts";
import { awayLines } from "./lines.ts";

const rows = [
  row("asks", { status: "waiting_approval", updatedAt: 20 }),
  row("waited", { status: "waiting_answer", updatedAt: 5 }),
  row("broke", { status: "failed", updatedAt: 30 }),
  row("done", { updatedAt: 40 }),
  row("landed", { updatedAt: 35 }),
  row("busy", { status: "running", updatedAt: 50 }),
  row("quiet", { updatedAt: 2 }),
  row("archived", { updatedAt: 40, archived: true }),
];
const by = new Map(rows.map((each) => [each.title, each]));
const happened = (title: string, event: HappeningEvent): Happening => ({
  ...event,
  id: 1,
  at: 15,
  threadId: by.get(title)?.id ?? row("x").id,
  projectId,
  threadTitle: title,
});

test("each thread that something happened in has one line: what waits first, then what broke", () => {
  const happenings = [
    happened("asks", { kind: "finished" }),
    happened("broke", { kind: "failed", subject: "No credit left." }),
    happened("done", { kind: "finished" }),
    happened("done", { kind: "finished" }),
    happened("landed", { kind: "landed", subject: "main" }),
    happened("busy", { kind: "failed", subject: "Lost the line" }),
    happened("archived", { kind: "finished" }),
  ];
  const lines = awayLines(happenings, new Map(rows.map((each) => [each.id, each])), 10);
  expect(lines.map(({ row: { title }, words }) => `${title}: ${words}`)).toEqual([
    "asks: waits for your approval, finished",
    "broke: failed: No credit left.",
    "busy: failed once and went on, works on",
    "done: finished 2 turns",
    "landed: landed on main",
  ]);
});

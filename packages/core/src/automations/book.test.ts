import { AutomationContent, type AutomationId, type ProjectId, type Run, type RunId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { openStore } from "../store/index.ts";
import { openBook } from "./book.ts";

const open = () => {
  const store = openStore(":memory:");
  const reports: string[] = [];
  return { store, reports, book: openBook({ store, report: (message) => reports.push(message) }) };
};

const kept = (id: string, name: string) => ({
  ...AutomationContent.parse({ name, prompt: "Look around", trigger: { kind: "manual" } }),
  id: id as AutomationId,
  paused: false,
  createdAt: 1,
  updatedAt: 2,
  accountedTo: 3,
});

const run = (id: string, dueAt: number): Run => ({
  id: id as RunId,
  automationId: "automation_1" as AutomationId,
  automationName: "Nightly",
  projectId: "project_1" as ProjectId,
  cause: { kind: "schedule" },
  dueAt,
  state: "pending",
  dry: false,
});

test("an automation is read as it was put, and found by its name in any case", () => {
  const { book } = open();
  const automation = { ...kept("automation_1", "Nightly review"), seen: "abc", tokenHash: "00" };
  book.put(automation);
  book.put({ ...automation, paused: true });
  expect(book.named("nightly REVIEW")).toEqual({ ...automation, paused: true });
  book.remove(automation.id);
  expect(book.list()).toEqual([]);
});

test("an automation that cannot be read is reported, and the others are there", () => {
  const { store, book, reports } = open();
  book.put(kept("automation_1", "One"));
  book.put(kept("automation_2", "Two"));
  store.db.exec("UPDATE automations SET json = '{}' WHERE id = 'automation_1'");
  expect(book.list()).toEqual([kept("automation_2", "Two")]);
  expect(reports).toEqual(["the automation automation_1 cannot be read"]);
});

test("a cause has one record for each project, whoever comes second", () => {
  const { book } = open();
  expect(book.runs.record({ ...run("run_1", 10), causeKey: "schedule:10" })).toBe(true);
  expect(book.runs.record({ ...run("run_2", 10), causeKey: "schedule:10" })).toBe(false);
  const elsewhere = { ...run("run_3", 10), projectId: "project_2" as ProjectId };
  expect(book.runs.record({ ...elsewhere, causeKey: "schedule:10" })).toBe(true);
  expect(book.runs.page({ limit: 10 })).toEqual([elsewhere, run("run_1", 10)]);
});

test("runs that have not ended are open, and pages go on before a run", () => {
  const { book } = open();
  for (let n = 1; n <= 5; n++) book.runs.record({ ...run(`run_${n}`, n), causeKey: `schedule:${n}` });
  book.runs.put({ ...run("run_3", 3), state: "completed", endedAt: 9 });
  expect(book.runs.open().map(({ id }) => id)).toEqual(["run_1", "run_2", "run_4", "run_5"]);
  const page = book.runs.page({ limit: 2 });
  expect(page.map(({ id }) => id)).toEqual(["run_5", "run_4"]);
  expect(book.runs.page({ limit: 9, before: page[1] }).map(({ id }) => id)).toEqual(["run_3", "run_2", "run_1"]);
  expect(book.runs.since(4).map(({ id }) => id)).toEqual(["run_4", "run_5"]);
});

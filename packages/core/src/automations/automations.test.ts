import { AutomationContent, type AutomationId, type AutomationsEvent, type ProjectId } from "@flightdeck/contract";
import { temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { AppError } from "../errors/index.ts";
import { type TestCore, testCore } from "../testing/testCore.ts";

const content = (projectId: ProjectId, change: object = {}): AutomationContent =>
  AutomationContent.parse({
    name: "Nightly",
    prompt: "Look around",
    projects: [projectId],
    trigger: { kind: "schedule", schedule: { kind: "daily", time: "02:30" }, timeZone: "Europe/Berlin" },
    ...change,
  });

test("a whole core keeps automations, tells their rows and begins with what is due from now on", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const { project } = await on.core.projects.locate(repository.path);
  const { automations } = on.core;
  await automations.begin();
  const stop = new AbortController();
  const watch = automations.watch(stop.signal);
  expect((await watch.next()).value).toEqual({ type: "snapshot", rows: [], allPaused: false });
  const [id] = await automations.create([{ content: content(project.id) }]);
  const told: AutomationsEvent | void = (await watch.next()).value;
  expect(told).toEqual({
    type: "changed",
    row: {
      ...content(project.id),
      id,
      paused: false,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
      words: "Every day at 02:30 (Europe/Berlin)",
      nextAt: expect.any(Number),
      active: 0,
    },
  });
  stop.abort();
  expect(on.failures).toEqual([]);
});

/** What is said about what was refused. */
const refusal = async (work: Promise<unknown>): Promise<string | undefined> => {
  try {
    await work;
    return "kept";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "automation_invalid" ? error.detail : error.code;
  }
};
const open = async (on: TestCore, path: string) => (await on.core.projects.locate(path)).project.id;
const byHand = { trigger: { kind: "manual" } };

test("what cannot be kept is refused in plain words, and nothing of it is kept", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const { automations } = on.core;
  const projectId = await open(on, repository.path);
  const create = (change: object) => refusal(automations.create([{ content: content(projectId, change) }]));
  const schedule = (expression: string) => ({ trigger: { kind: "schedule", schedule: { kind: "cron", expression } } });
  expect(await create({ name: "Größe" })).toBe("kept");
  const said = [
    await create({ name: "GRÖSSE".replace("SS", "ß") }),
    await create({ name: "A", projects: [] }),
    await create({ name: "A", projects: ["project_gone"] }),
    await create({ name: "A", place: { kind: "thread", threadId: "thread_gone" }, projects: [] }),
    await create({ name: "A", profile: "No such" }),
    await create({ name: "A", ...schedule("0 0 30 2 *") }),
    await create({ name: "A", ...schedule("0 25 * * *") }),
    await create({ name: "A", trigger: { kind: "after", automationId: "automation_gone" } }),
    await refusal(
      automations.create([
        { content: content(projectId, { name: "One" }) },
        { content: content(projectId, { name: "ONE" }) },
      ]),
    ),
  ];
  expect(said).toEqual([
    "There is already an automation called “Größe”; choose another name.",
    "Choose a project that it runs in.",
    "project_not_found",
    "thread_not_found",
    "There is no permission profile called “No such”.",
    "No day in the calendar fits it, so it would never run.",
    "“25” cannot be the hour: it goes from 0 to 23.",
    "The automation that it comes after is gone; choose another one.",
    "There is already an automation called “ONE”; choose another name.",
  ]);
  expect(automations.kept().map(({ name }) => name)).toEqual(["Größe"]);
});

test("automations that come after each other in a circle are refused, and one whose first is gone says so", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const { automations } = on.core;
  const projectId = await open(on, repository.path);
  const make = async (change: object): Promise<AutomationId> => {
    const [id] = await automations.create([{ content: content(projectId, change) }]);
    if (id === undefined) throw new Error("none was made");
    return id;
  };
  const after = (automationId: AutomationId) => ({ trigger: { kind: "after", automationId } });
  const first = await make({ name: "First", ...byHand });
  const second = await make({ name: "Second", ...after(first) });
  const third = await make({ name: "Third", ...after(second) });
  const circle = "It would come after itself, again and again; choose another automation.";
  expect([
    await refusal(automations.update(first, content(projectId, { name: "First", ...after(third) }))),
    await refusal(automations.update(first, content(projectId, { name: "First", ...after(first) }))),
  ]).toEqual([circle, circle]);
  await automations.delete(first);
  const rows = await automations.list();
  expect(rows.map(({ name, words, problem }) => [name, words, problem])).toEqual([
    ["Second", "When an automation that is gone ends", "The automation that it comes after is gone."],
    ["Third", "When Second ends", undefined],
  ]);
});

test("a project that was taken out is the problem of its automation, whose due times and runs say so", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const { automations, projects } = on.core;
  const projectId = await open(on, repository.path);
  const [id] = await automations.create([{ content: content(projectId, byHand) }]);
  if (id === undefined) throw new Error("none was made");
  projects.remove(projectId);
  const [row] = await automations.list();
  expect(row?.problem).toBe("Its project is no longer in Flightdeck. Choose another one.");
  expect(() => automations.run(id)).toThrow(AppError);
  const moved = { kind: "branch", branch: "main", commit: "c0ffee" } as const;
  const runs = automations.fire(id, { causeKey: "x", cause: moved, dueAt: 5 });
  expect(runs.map(({ state, reason }) => [state, reason])).toEqual([
    ["skipped", "Its project is no longer in Flightdeck"],
  ]);
  expect(automations.fire(id, { causeKey: "x", cause: moved, dueAt: 5 })).toEqual([]);
});

test("of two hundred automations a change of one is told as that one alone", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const { automations } = on.core;
  const projectId = await open(on, repository.path);
  const ids = await automations.create(
    Array.from({ length: 200 }, (_, n) => ({ content: content(projectId, { name: `A${n}` }) })),
  );
  await automations.begin();
  const stop = new AbortController();
  const watch = automations.watch(stop.signal);
  const snapshot: AutomationsEvent | void = (await watch.next()).value;
  expect(snapshot?.type === "snapshot" && snapshot.rows.length).toBe(200);
  const changed = ids[70];
  if (changed === undefined) throw new Error("none was made");
  await automations.setPaused(changed, true);
  await automations.setAllPaused(true);
  const events: (AutomationsEvent | void)[] = [];
  while (events.at(-1)?.type !== "all_paused") events.push((await watch.next()).value);
  expect(new Set(events.map((event) => (event?.type === "changed" ? event.row.id : event?.type)))).toEqual(
    new Set([changed, "all_paused"]),
  );
  stop.abort();
});

test("a preview tells when it would run next, in the zone that it is told in, or why it never does", async () => {
  await using on = await testCore();
  const { automations } = on.core;
  const daily = { kind: "daily", time: "07:30" } as const;
  const preview = await automations.preview({ kind: "schedule", schedule: daily, timeZone: "Asia/Kathmandu" });
  const times = preview.next.map((at) => new Date(at).toISOString().slice(11));
  expect({ ...preview, next: times }).toEqual({
    words: "Every day at 07:30 (Asia/Kathmandu)",
    next: Array.from({ length: 5 }, () => "01:45:00.000Z"),
    timeZone: "Asia/Kathmandu",
    spreadMinutes: 4,
  });
  const never = { kind: "cron", expression: "0 0 31 2 *" } as const;
  expect(await automations.preview({ kind: "schedule", schedule: never, timeZone: "UTC" })).toEqual({
    words: "At 00:00, on day 31 of the month, only in February (UTC)",
    next: [],
    timeZone: "UTC",
    spreadMinutes: 4,
    problem: "No day in the calendar fits it, so it would never run.",
  });
});

test("a change that was made on older content than there is does not write over it", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const { project } = await on.core.projects.locate(repository.path);
  const { automations } = on.core;
  const [id] = await automations.create([{ content: content(project.id) }]);
  if (id === undefined) throw new Error("none was made");
  const { updatedAt } = automations.get(id);
  await expect(automations.update(id, content(project.id, { prompt: "Mine" }), updatedAt - 1)).rejects.toMatchObject({
    code: "automation_changed",
  });
  expect(automations.get(id).prompt).toBe("Look around");
  await automations.update(id, content(project.id, { prompt: "Mine" }), updatedAt);
  expect(automations.get(id).prompt).toBe("Mine");
});

test("a run that has not ended is told to who keeps watch on those, however many records are newer", async () => {
  await using on = await testCore();
  await using repository = await temporaryRepository({ files: { a: "1" } });
  const { automations } = on.core;
  const [id] = await automations.create([
    { content: content(await open(on, repository.path), { ...byHand, overlap: true }) },
  ]);
  if (id === undefined) throw new Error("nothing was made");
  const fire = (n: number, state?: "missed") =>
    automations.fire(id, {
      causeKey: `x${n}`,
      cause: { kind: "webhook", payload: "much" },
      dueAt: n,
      ...(state && { state }),
    });
  const [waits] = fire(1);
  for (let n = 2; n < 600; n += 1) fire(n, "missed");
  const stop = new AbortController();
  const { value } = await automations.watchOpenRuns(stop.signal).next();
  stop.abort();
  expect(value).toEqual({ type: "snapshot", runs: [{ ...waits, cause: { kind: "webhook" } }] });
});

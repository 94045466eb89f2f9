import { AutomationContent, type AutomationsEvent, type ProjectId } from "@flightdeck/contract";
import { temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { testCore } from "../testing/testCore.ts";

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

import { ProjectId, type RunningCommand, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { countWords, lasting, memory, placeWords, sameCommands } from "./store.ts";

const command = (id: string, more: Partial<RunningCommand> = {}): RunningCommand => ({
  id,
  threadId: ThreadId.parse("a"),
  projectId: ProjectId.parse("p"),
  command: "npm test",
  cwd: "/repo",
  state: "running",
  background: true,
  weight: "heavy",
  startedAt: 1,
  cpuPercent: 10,
  memoryBytes: 100e6,
  ...more,
});
const queued = command("q", { state: "queued", place: 1, background: false });

test("a thread lists what waits and what runs on without its turn", () => {
  const commands = [
    command("own"),
    queued,
    command("turn", { background: false }),
    command("b", { threadId: ThreadId.parse("b") }),
  ];
  const state = { use: { commands, cores: 2, memoryBytes: 1, availableBytes: 1, confinedBy: "priority" as const } };
  expect([
    lasting(state, ThreadId.parse("a")).map(({ id }) => id),
    lasting(state).map(({ id }) => id),
    lasting({}),
  ]).toEqual([["own", "q"], ["own", "q", "b"], []]);
});

test("a change that cannot be seen draws nothing", () => {
  expect([
    sameCommands([command("a")], [command("a", { memoryBytes: 100_100_000 })]),
    sameCommands([command("a")], [command("a", { cpuPercent: 11 })]),
    sameCommands([queued], [{ ...queued, place: 2 }]),
    sameCommands([command("a")], []),
  ]).toEqual([true, false, false, false]);
});

test("numbers and places in a person's words", () => {
  expect([
    countWords([command("a")]),
    countWords([command("a"), command("b")]),
    countWords([queued]),
    countWords([queued, queued]),
    countWords([command("a"), queued]),
    placeWords(1),
    placeWords(3),
    memory(0),
    memory(512e6),
    memory(6.1e9),
  ]).toEqual([
    "1 command runs in the background",
    "2 commands run in the background",
    "1 command waits",
    "2 commands wait",
    "1 command runs, 1 waits",
    "Waiting for the machine: next",
    "Waiting for the machine: 2 before it",
    "0 MB",
    "512 MB",
    "6.1 GB",
  ]);
});

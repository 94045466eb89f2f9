import type {
  AutomationRow,
  AutomationsEvent,
  BackgroundState,
  Run,
  RunsEvent,
  Settings,
  SettingsEvent,
} from "@flightdeck/contract";
import { Settings as SettingsSchema } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { followBackground } from "./background.ts";

/** A watch that a test feeds. */
function fed<Event>() {
  const waiting: Event[] = [];
  let wake = () => {};
  return {
    say(event: Event) {
      waiting.push(event);
      wake();
    },
    async *watch(signal: AbortSignal) {
      signal.addEventListener("abort", () => wake());
      while (!signal.aborted) {
        yield* waiting.splice(0);
        if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

function following() {
  const automations = fed<AutomationsEvent>();
  const runs = fed<RunsEvent>();
  const settings = fed<SettingsEvent>();
  const told: BackgroundState[] = [];
  const failures: unknown[] = [];
  const end = new AbortController();
  followBackground({
    sources: { automations: automations.watch, runs: runs.watch, settings: settings.watch },
    tell: (state) => told.push(state),
    report: (_message, error) => failures.push(error),
    signal: end.signal,
  });
  const set = (change: Partial<Settings["automations"]>) =>
    settings.say({
      settings: SettingsSchema.parse({ automations: change }),
      problems: [],
      origins: {},
    });
  return { automations, runs, set, told, failures, [Symbol.dispose]: () => end.abort() };
}

// Of rows and runs only what is looked at; ids are any text.
const row = (id: string, rest: Partial<AutomationRow> = {}) =>
  ({ id, paused: false, trigger: { kind: "webhook" }, ...rest }) as AutomationRow;
const run = (id: string, state: Run["state"], rest: Partial<Run> = {}) =>
  ({ id, state, automationName: "Nightly review", ...rest }) as Run;
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 30_000 });

const none: BackgroundState = {
  automations: 0,
  on: 0,
  allPaused: false,
  running: 0,
  parked: [],
  closing: "ask",
  login: false,
  awake: false,
};

test("nothing is told before all of it is known, and then only what says something else", async () => {
  using all = following();
  all.automations.say({ type: "snapshot", rows: [], allPaused: false });
  all.set({});
  all.runs.say({ type: "snapshot", runs: [] });
  await eventually(() => all.told).toEqual([none]);
  all.set({ atOnce: 7 });
  all.set({ login: true });
  await eventually(() => all.told).toEqual([none, { ...none, login: true }]);
});

test("what is on is neither paused nor started by hand alone nor impossible, and the soonest is next", async () => {
  using all = following();
  all.set({ background: "on" });
  all.runs.say({ type: "snapshot", runs: [] });
  const rows = [
    row("a", { nextAt: 5_000 }),
    row("b", { nextAt: 4_000 }),
    row("c", { paused: true }),
    row("d", { trigger: { kind: "manual" } }),
    row("e", { problem: "Its project is gone" }),
    row("f"),
  ];
  all.automations.say({ type: "snapshot", rows, allPaused: false });
  const state = { ...none, closing: "on", automations: 6, on: 3, nextAt: 4_000 };
  await eventually(() => all.told.at(-1)).toEqual(state);
  all.automations.say({ type: "removed", automationId: row("b").id });
  await eventually(() => all.told.at(-1)).toEqual({ ...state, automations: 5, on: 2, nextAt: 5_000 });
  all.automations.say({ type: "all_paused", allPaused: true });
  const { nextAt: _never, ...paused } = state;
  await eventually(() => all.told.at(-1)).toEqual({ ...paused, automations: 5, on: 0, allPaused: true });
});

test("the machine is to stay awake while a run is at work, not while it waits, and not when that is not wanted", async () => {
  using all = following();
  all.set({});
  all.automations.say({ type: "snapshot", rows: [row("a")], allPaused: false });
  const threadId = "t1" as NonNullable<Run["threadId"]>; // any id is one
  all.runs.say({ type: "snapshot", runs: [run("1", "completed"), run("2", "running", { threadId })] });
  const state = { ...none, automations: 1, on: 1 };
  await eventually(() => all.told.at(-1)).toEqual({ ...state, running: 1, awake: true });
  all.runs.say({ type: "changed", run: run("2", "parked", { threadId }) });
  await eventually(() => all.told.at(-1)).toEqual({ ...state, parked: [{ threadId, title: "Nightly review" }] });
  all.set({ awake: false });
  all.runs.say({ type: "changed", run: run("2", "running", { threadId }) });
  await eventually(() => all.told.at(-1)).toEqual({ ...state, running: 1 });
  all.runs.say({ type: "changed", run: run("2", "completed", { threadId }) });
  await eventually(() => all.told.at(-1)).toEqual(state);
  expect(all.failures).toEqual([]);
});

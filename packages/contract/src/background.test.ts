import { expect, test } from "vitest";
import { automationsWords, type BackgroundState, runsWords } from "./background.ts";

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
const now = Date.UTC(2026, 10, 22, 23, 10);
const words = (change: Partial<BackgroundState>) => automationsWords({ ...none, ...change }, now, "UTC");

test("what goes on by itself is one phrase: how many are on, and when the next one is due", () => {
  expect([
    words({}),
    words({ automations: 1, on: 1 }),
    words({ automations: 4, on: 3, nextAt: Date.UTC(2026, 10, 23, 2, 30) }),
    words({ automations: 1, on: 1, nextAt: Date.UTC(2026, 10, 24, 2, 30) }),
    words({ automations: 2, on: 2, nextAt: Date.UTC(2026, 11, 3, 2, 30) }),
    words({ automations: 2, on: 0 }),
    words({ automations: 2, on: 0, allPaused: true }),
  ]).toEqual([
    "no automations",
    "1 automation",
    "3 automations, next at 02:30",
    "1 automation, next on Tuesday at 02:30",
    "2 automations, next on 3 December at 02:30",
    "2 automations, none of them on",
    "2 automations, all paused",
  ]);
});

test("runs at work are counted, and none is not worth a word", () => {
  expect([0, 1, 2].map((running) => runsWords({ running }))).toEqual([undefined, "1 run at work", "2 runs at work"]);
});

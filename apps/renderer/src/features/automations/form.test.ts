import { AutomationContent, type Trigger } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { type AutomationForm, emptyForm, formOf, keptForm, readForm, readTrigger, timeOf } from "./form.ts";

const content = (change: Partial<AutomationContent> = {}): AutomationContent =>
  AutomationContent.parse({
    name: "Nightly review",
    prompt: "Review what reached main. Use $review-security.",
    projects: ["p1", "p2"],
    trigger: { kind: "schedule", schedule: { kind: "cron", expression: "30 2 * * 1-5" }, timeZone: "Europe/Berlin" },
    ...change,
  });

const triggers: readonly Trigger[] = [
  { kind: "schedule", schedule: { kind: "every", minutes: 45 } },
  { kind: "schedule", schedule: { kind: "every", minutes: 120 } },
  { kind: "schedule", schedule: { kind: "every", minutes: 2880 } },
  { kind: "schedule", schedule: { kind: "daily", time: "18:00" }, timeZone: "Asia/Tokyo" },
  { kind: "schedule", schedule: { kind: "weekly", days: [1, 3, 7], time: "06:15" } },
  { kind: "branch", branch: "origin/main" },
  { kind: "files", patterns: ["crates/**/src", "!**/target"] },
  AutomationContent.shape.trigger.parse({ kind: "after", automationId: "a1", when: "failed" }),
  { kind: "webhook" },
  { kind: "manual" },
];

test("what is shown in the form is what is saved from it, for every kind of trigger and place", () => {
  const all = [
    content(),
    ...triggers.map((trigger) => content({ trigger })),
    content({ place: { kind: "worktree", base: "release/4.2" }, model: "m", effort: "high", profile: "read-only" }),
    content({ place: { kind: "local" }, limits: { minutes: 90, dollars: 2.5 }, missed: "catch_up", overlap: true }),
    AutomationContent.parse({ ...content(), projects: [], place: { kind: "thread", threadId: "t1" } }),
  ];
  expect(all.map((each) => readForm(formOf(each)))).toEqual(all.map((each) => ({ content: each })));
});

test("a form that is half written says what is missing, field by field, and is no automation", () => {
  expect(readForm(emptyForm)).toEqual({
    problems: {
      name: "Give it a name",
      prompt: "Say what the agent is to do",
      projects: "Choose at least one project",
    },
  });
  const bad: AutomationForm = {
    ...formOf(content()),
    place: { kind: "thread", base: "", threadId: "" },
    minutes: "0",
    dollars: "two",
    when: { ...emptyForm.when, kind: "weekly", days: [] },
  };
  expect(readForm(bad)).toEqual({
    problems: {
      place: "Choose the thread that it wakes up",
      when: "Choose at least one day",
      minutes: "From 1 to 1,440 minutes",
      dollars: "An amount like 2.50",
    },
  });
});

test("times and amounts are read as a person writes them", () => {
  expect(["7", "7:30", "730", "07.30", " 18:05 ", "24:00", "7:60", "soon", ""].map(timeOf)).toEqual([
    "07:00",
    "07:30",
    "07:30",
    "07:30",
    "18:05",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  const every = (amount: string) => readTrigger({ ...emptyForm.when, kind: "every", unit: "hours", amount });
  expect(every("2")).toEqual({ trigger: { kind: "schedule", schedule: { kind: "every", minutes: 120 } } });
  expect(["", "0", "1.5", "-1", "169", "x"].map((amount) => "problem" in every(amount))).toEqual(Array(6).fill(true));
  expect(readForm({ ...formOf(content()), dollars: "$2,50" })).toEqual({
    content: content({ limits: { minutes: 30, dollars: 2.5 } }),
  });
});

test("what was kept of a form is taken only when every field is there and of its kind", () => {
  const kept = formOf(content());
  expect(keptForm(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  const { when, ...rest } = kept;
  for (const strange of [null, 4, [], rest, { ...kept, when: { ...when, days: "1" } }, { ...kept, overlap: "no" }])
    expect(keptForm(strange)).toBeUndefined();
});

import { AutomationContent, type AutomationId, type ProjectId, type ThreadId } from "@flightdeck/contract";
import { tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import type { KeptAutomation } from "./book.ts";
import { type Known, readToml, writeToml } from "./toml.ts";

const project = (n: number, path: string, name = path.split("/").at(-1) ?? "") => ({
  id: `project_${n}` as ProjectId,
  name,
  path,
});
const app = project(1, "/home/ada/code/app");
const lib = project(2, "/srv/lib");
const here: Known = { projects: [app, lib], automations: [], userHome: "/home/ada" };

const ids = () => {
  let n = 0;
  return () => `automation_new${(n += 1)}` as AutomationId;
};
const read = (text: string, known: Known = here) => readToml(text, known, ids());
const contents = (text: string, known: Known = here) => read(text, known).map(({ content }) => content);
const refusal = (text: string, known: Known = here): string => {
  try {
    read(text, known);
  } catch (error) {
    return (error as { detail: string }).detail; // an AppError, or the test fails on what it lacks
  }
  return "";
};

const kept = (content: unknown, n = 1): KeptAutomation => ({
  ...AutomationContent.parse(content),
  id: `automation_${n}` as AutomationId,
  paused: false,
  createdAt: 1,
  updatedAt: 2,
  accountedTo: 3,
  seen: "what the trigger saw",
  tokenHash: "00".repeat(32),
  proposedIn: "thread_1" as ThreadId,
});

const nightly = {
  name: "Nightly review",
  prompt: 'Look at yesterday\'s commits.\n\nSay "nothing" when there is\tnothing: C:\\code.',
  projects: [app.id, lib.id],
  trigger: {
    kind: "schedule",
    schedule: { kind: "weekly", days: [1, 5], time: "02:30" },
    timeZone: "Europe/Berlin",
  },
  place: { kind: "worktree", base: "main" },
  model: "gpt-5.5",
  effort: "high",
  limits: { minutes: 45, dollars: 2.5 },
  missed: "catch_up",
};

test("an automation is written as a person would write it, without what is secret or this home's own", () => {
  expect(
    writeToml([kept(nightly)], here),
  ).toBe(`# Automations of Flightdeck. Imported ones are paused until somebody lets them begin.

[[automation]]
name = "Nightly review"
projects = ["~/code/app", "/srv/lib"]
model = "gpt-5.5"
effort = "high"
missed = "catch_up"
overlap = false
archiveEmpty = true
prompt = """
Look at yesterday's commits.

Say "nothing" when there is	nothing: C:\\\\code."""

[automation.trigger]
kind = "weekly"
days = ["monday", "friday"]
time = "02:30"
timeZone = "Europe/Berlin"

[automation.place]
kind = "worktree"
base = "main"

[automation.limits]
minutes = 45
dollars = 2.5
`);
});

test("whatever an automation says, the file gives it back", () => {
  const text = (maxLength: number) =>
    fc
      .oneof(
        fc.string({ unit: "binary", minLength: 1, maxLength }),
        fc.string({ unit: fc.constantFrom('"', "\\", "\n", "\r", "#", "'", "[", "]", "=", "\u202e", "a"), maxLength }),
      )
      .map((words) => words.toWellFormed().slice(0, maxLength).toWellFormed())
      .filter((words) => words.trim() !== "");
  const time = fc.constantFrom("00:00", "07:30", "23:59");
  const timeZone = fc.option(fc.constantFrom("Europe/Berlin", "UTC"), { nil: undefined });
  const schedule = fc.oneof(
    fc.record({ kind: fc.constant("every"), minutes: fc.integer({ min: 1, max: 10_080 }) }),
    fc.record({ kind: fc.constant("daily"), time }),
    fc.record({
      kind: fc.constant("weekly"),
      time,
      days: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    }),
    fc.record({ kind: fc.constant("cron"), expression: fc.constant("30 2 * * 1-5") }),
  );
  const trigger = fc.oneof(
    fc.record({ kind: fc.constant("schedule"), schedule, timeZone }),
    fc.record({ kind: fc.constant("branch"), branch: text(60) }),
    fc.record({ kind: fc.constant("files"), patterns: fc.array(text(40), { minLength: 1, maxLength: 6 }) }),
    fc.record({ kind: fc.constantFrom("webhook", "manual") }),
  );
  const content = fc
    .record({
      name: text(100),
      prompt: text(400),
      projects: fc.uniqueArray(fc.constantFrom(app.id, lib.id)),
      trigger,
      place: fc.oneof(
        fc.record({ kind: fc.constant("local") }),
        fc.record({ kind: fc.constant("worktree"), base: fc.option(text(30), { nil: undefined }) }),
      ),
      model: fc.option(text(30), { nil: undefined }),
      profile: fc.option(text(30), { nil: undefined }),
      effort: fc.option(fc.constantFrom("low", "high"), { nil: undefined }),
      limits: fc.record({
        minutes: fc.integer({ min: 1, max: 1440 }),
        dollars: fc.option(fc.double({ min: 1e-9, max: 10_000, noNaN: true }), { nil: undefined }),
      }),
      missed: fc.constantFrom("record", "catch_up"),
      overlap: fc.boolean(),
      archiveEmpty: fc.boolean(),
    })
    .map((wild) => AutomationContent.safeParse(wild))
    .filter(({ success }) => success)
    .map(({ data }) => data as AutomationContent); // those that are not were taken out
  fc.assert(
    fc.property(
      fc.uniqueArray(content, { selector: ({ name }) => name.toLowerCase(), maxLength: 4, minLength: 1 }),
      (all) => {
        const file = writeToml(
          all.map((one, n) => kept(one, n)),
          here,
        );
        expect(JSON.parse(JSON.stringify(contents(file)))).toEqual(JSON.parse(JSON.stringify(all)));
      },
    ),
    { numRuns: tries(200) },
  );
});

test("one that runs after another names it, and comes behind it", () => {
  const first = kept({ name: "Build", prompt: "Build", trigger: { kind: "manual" } }, 1);
  const second = kept(
    { name: "Tell", prompt: "Tell", trigger: { kind: "after", automationId: first.id, when: "failed" } },
    2,
  );
  const known = { ...here, automations: [first, second] };
  const file = writeToml([second, first], known);
  expect(parse(file).automation).toMatchObject([
    { name: "Tell", trigger: { kind: "after", automation: "Build", when: "failed" } },
    { name: "Build" },
  ]);
  expect(read(file).map(({ id, content: { name, trigger } }) => [id, name, trigger])).toEqual([
    ["automation_new2", "Build", { kind: "manual" }],
    ["automation_new1", "Tell", { kind: "after", automationId: "automation_new2", when: "failed" }],
  ]);
});

test("names that are taken get a number, and those of the file mean each other", () => {
  const taken = [
    { id: "automation_1" as AutomationId, name: "build" },
    { id: "automation_2" as AutomationId, name: "Build (2)" },
    { id: "automation_3" as AutomationId, name: "x".repeat(100) },
  ];
  const long = "X".repeat(100);
  const file = `
[[automation]]
name = "Tell"
prompt = "Tell"
trigger = { kind = "after", automation = "BUILD" }
[[automation]]
name = "Build"
prompt = "Build"
trigger.kind = "manual"
[[automation]]
name = "${long}"
prompt = "Long"
trigger = { kind = "after", automation = "build (2)" }
`;
  expect(
    read(file, { ...here, automations: taken }).map(({ id, content }) => [id, content.name, content.trigger]),
  ).toEqual([
    ["automation_new2", "Build (3)", { kind: "manual" }],
    ["automation_new3", `${"X".repeat(96)} (2)`, { kind: "after", automationId: "automation_2", when: "ended" }],
    ["automation_new1", "Tell", { kind: "after", automationId: "automation_new2", when: "ended" }],
  ]);
});

test("what means something here alone is left out of the file, and told in it", () => {
  const wake = kept({
    name: "Wake",
    prompt: "Go on",
    trigger: { kind: "manual" },
    place: { kind: "thread", threadId: "thread_1" },
  });
  const late = kept({ name: "Late", prompt: "Go on", trigger: { kind: "after", automationId: "automation_gone" } }, 2);
  const half = kept({ name: "Half", prompt: "Go", projects: ["project_gone"], trigger: { kind: "webhook" } }, 3);
  const file = writeToml([wake, late, half], here);
  expect(file.split("\n").slice(1, 4)).toEqual([
    '# Not in this file: "Wake" wakes up a thread, which is here alone.',
    '# Not in this file: "Late" runs after an automation that is gone.',
    '# Not in this file: a project of "Half" that is gone.',
  ]);
  expect(contents(file).map(({ name, projects }) => [name, projects])).toEqual([["Half", []]]);
});

test("what is wrong is told by line and field, and nothing is read", () => {
  const file = `# mine
[[automation]]
name = "One"
prompt = "Look"
projects = ["app", "~/nowhere"]
colour = "red"

[automation.trigger]
kind = "daily"
time = "7:30"

[[automation]]
name = "one"
prompt = "Look"
projects = ["~/nowhere"]
[automation.trigger]
kind = "daily"
time = "7:30"

[[automation]]
prompt = "Look"
trigger.kind = "sometimes"

[[automation]]
name = "After"
prompt = "Look"
limits = { minutes = 0 }
trigger = { kind = "after", automation = "Nobody" }

[[automation]]
name = "Woken"
prompt = "Look"
trigger.kind = "manual"
place.kind = "thread"
`;
  expect(refusal(file).split("\n")).toEqual([
    'line 6, "One", colour: there is no such field',
    'line 13, "one", name: the file has two automations of this name',
    'line 15, "one", projects.0: no project at ~/nowhere; open that folder first',
    'line 18, "one", trigger.time: a time is written as 07:30',
    "line 20, automation 3, name: Must be text in quotes",
    expect.stringContaining("line 22, automation 3, trigger.kind: a trigger is a table with a kind"),
    expect.stringContaining('line 28, "After", trigger.automation: there is no automation of this name'),
    expect.stringContaining('line 27, "After", limits.minutes'),
    "and 1 more",
  ]);
  expect(refusal('[[automation]]\nname = "x\n')).toMatch(/^line 2: this is not valid TOML \(/);
  expect(refusal('title = "x"')).toBe('the file has "title", which is no [[automation]]');
  expect(refusal("automation = 3")).toContain("has to be a list");
  expect(refusal("")).toBe("the file has no [[automation]]");
});

test("projects are named by their path or their name, if one alone has it", () => {
  const known = { ...here, projects: [app, lib, project(3, "/srv/other/lib")] };
  const file = (word: string) => `[[automation]]\nname="a"\nprompt="b"\nprojects=["${word}"]\ntrigger.kind="manual"`;
  const found = ["app", "~/code/app/", "/home/ada/code/../code/app", "/srv/lib"].map(
    (word) => contents(file(word), known)[0]?.projects,
  );
  expect(found).toEqual([[app.id], [app.id], [app.id], [lib.id]]);
  expect(refusal(file("lib"), known)).toContain("several projects are called lib");
});

test("automations that run after each other in a circle are refused", () => {
  const one = (name: string, after: string) =>
    `[[automation]]\nname="${name}"\nprompt="p"\ntrigger={kind="after",automation="${after}"}\n`;
  expect(refusal(one("a", "b") + one("b", "c") + one("c", "a"))).toContain(
    'line 4, "a", trigger: these run after each other',
  );
  expect(refusal(one("a", "a"))).toContain("circle");
});

test("a file that means harm does none", () => {
  const plain = '[[automation]]\nname = "a"\nprompt = "b"\ntrigger.kind = "manual"\n';
  const hostile = [
    `${plain}__proto__ = { polluted = true }`,
    `${plain}constructor.prototype.polluted = true`,
    `__proto__.polluted = true\n${plain}`,
    `${plain}limits = ${"{ a = ".repeat(5_000)}1${" }".repeat(5_000)}`,
    `${plain}x = ${"[".repeat(200_000)}`,
    `${"[a.".repeat(100_000)}`,
    '[["automation"]]\nname = 3',
    `automation = [${"1,".repeat(500_000)}]`,
    "[[automation]]\n".repeat(200_000),
    `[[automation]]\nname = "toString"\nprompt = "x"\nprojects = ["__proto__", "toString"]\ntrigger.kind = "manual"`,
    `[[automation]]\n${"a".repeat(1_000_000)} = 1`,
  ];
  for (const text of hostile) expect(refusal(text)).toMatch(/./);
  expect(Reflect.get({}, "polluted")).toBe(undefined);
  expect(contents('[[automation]]\nname = "__proto__"\nprompt = "b"\ntrigger.kind = "manual"\n')[0]?.name).toBe(
    "__proto__",
  );
  expect(refusal(hostile[10] ?? "").length).toBeLessThan(1_000);
});

test.each([
  ["of several lines", '"One\\nTwo"', /a name is one line/],
  ["with what colours a terminal", '"\\u001b[31mRed"', /a name is one line, without control characters/],
  ["that nobody sees", '"\\u200b"', /a name has something that can be seen/],
])("a name %s is refused", (_what, name, reason) => {
  const text = `[[automation]]\nname = ${name}\nprompt = "Look"\nprojects = ["app"]\n[automation.trigger]\nkind = "manual"\n`;
  expect(refusal(text)).toMatch(reason);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { readTiers } from "../gate/tiers.ts";
import { parseActions } from "../actions/actionFile.ts";
import { parseRules } from "../rules/ruleFile.ts";
import { testCore } from "./testCore.ts";

const readme = readFileSync(join(import.meta.dirname, "../../../../README.md"), "utf8");
const examples = [...readme.matchAll(/```toml\n([^]*?)```/g)].map(([, text = ""]) => text);
const tiers = examples.find((text) => text.startsWith("human =")) ?? "";
const [config = "", rules = "", actions = ""] = examples.filter((text) => text !== tiers);

test("the settings in the README hold as they stand there", async () => {
  await using home = await temporaryFolder();
  await using on = await testCore({ home, config });
  const { settings, problems } = (await on.core.settings.watch(AbortSignal.timeout(60_000)).next()).value ?? {};
  const { models } = on.core.models.list();
  expect({
    problems,
    thread: settings?.thread.profile,
    own: settings?.agent.personalityText,
    profiles: Object.keys(settings?.profiles ?? {}),
    model: models.find(({ id }) => id === "example/large")?.contextWindow,
  }).toEqual({
    problems: [],
    thread: "Workspace write",
    own: "Answer in short sentences.",
    profiles: ["Can install"],
    model: 200_000,
  });
});

test("the rules in the README hold as they stand there", () => {
  const read = parseRules(rules, { file: "rules.toml", scope: "user" });
  expect([read.problems, read.rules.map(({ decision, problem }) => [decision, problem])]).toEqual([
    [],
    [
      ["allow", undefined],
      ["forbid", undefined],
    ],
  ]);
});

test("the actions in the README hold as they stand there", () => {
  const read = parseActions(actions, "actions.toml", "repository");
  expect([read.problems, read.actions.map(({ name, command, icon }) => [name, command, icon])]).toEqual([
    [],
    [["Dev server", "npm run dev", "server"]],
  ]);
});

test("the tiers in the README hold as they stand there", () => {
  const read = readTiers(tiers);
  const paths = ["src/auth/key.ts", "db/1.sql", "docs/a.png", "README.md", "src/a.ts"];
  expect([read.problem, read.findings, ...paths.map(read.of)]).toEqual([
    undefined,
    "P1",
    "human",
    "human",
    "none",
    "none",
    "ai",
  ]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RuleDecision } from "@flightdeck/contract";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { z } from "zod";
import { readLine } from "../shell/index.ts";
import { judge } from "./judge.ts";
import { parseRules, plainSurroundings } from "./ruleFile.ts";

const file = join(import.meta.dirname, "corpus.toml");
const text = readFileSync(file, "utf8");
const lines = z.array(z.string()).default([]);
const Groups = z.array(z.object({ name: z.string(), allow: lines, ask: lines, forbid: lines, none: lines }));
const groups = Groups.parse(parse(text).group);
const { rules, problems } = parseRules(text, { file, scope: "user" });

const rows = groups.flatMap((group) =>
  [...RuleDecision.options, "none" as const].flatMap((decision) =>
    group[decision].map((command) => [command, decision] as const),
  ),
);

test("its rules are in force and it is large enough", () => {
  expect({ problems, out: rules.filter(({ problem }) => problem), large: rows.length >= 200 }).toEqual({
    problems: [],
    out: [],
    large: true,
  });
});

test.each(rows)("%j: %s", (command, decision) => {
  expect(judge(readLine(command), rules, plainSurroundings).decision).toBe(decision);
});

import type { Skill } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { matching, namedSkills, typedName } from "./skillNames.ts";

const skill = (name: string, change: Partial<Skill> = {}): Skill => ({
  name,
  description: name,
  origin: "app",
  path: `/skills/${name}/SKILL.md`,
  shadowed: false,
  ...change,
});
const skills = [
  skill("explain-codebase"),
  skill("skill-creator"),
  skill("broken", { problem: "no name" }),
  skill("old", { shadowed: true }),
];

test("a name is typed after a dollar that begins a word", () => {
  expect(typedName("$")).toBe("");
  expect(typedName("use $expl")).toBe("expl");
  expect(typedName("(see $skill-c")).toBe("skill-c");
  for (const text of ["", "costs 5$", "a$b", "$expl ", "${HOME", "$PATH"]) expect(typedName(text)).toBeUndefined();
});

test("a message names the skills there are, in its order and each once", () => {
  const text =
    "With $skill-creator and $explain-codebase, then $skill-creator. Not $broken, $old, $HOME or a$explain-codebase";
  expect(namedSkills(text, skills)).toEqual(["skill-creator", "explain-codebase"]);
  expect(namedSkills("no $explain-codebases here", skills)).toEqual([]);
});

test("what is typed finds names that begin with it before those that hold it", () => {
  expect(matching([...skills, skill("my-skill")], "skill").map(({ name }) => name)).toEqual([
    "skill-creator",
    "my-skill",
  ]);
  expect(matching(skills, "").map(({ name }) => name)).toEqual(["explain-codebase", "skill-creator"]);
});

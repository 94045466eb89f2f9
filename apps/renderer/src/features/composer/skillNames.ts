import type { Skill } from "@flightdeck/contract";

const NAME = "[a-z0-9][a-z0-9-]{0,63}";

/** What is typed of a skill's name right before the cursor: "" after a lone `$`. */
export function typedName(before: string): string | undefined {
  return new RegExp(`(?:^|[\\s(])\\$((?:${NAME})?)$`).exec(before)?.[1];
}

/** The skills that a message names with `$`, in their order, each once. What is no skill's name is just text. */
export function namedSkills(text: string, skills: readonly Skill[]): string[] {
  const known = new Set(usable(skills).map(({ name }) => name));
  const named = [...text.matchAll(new RegExp(`(?<=^|[\\s(])\\$(${NAME})(?![\\w-])`, "g"))].flatMap(
    ([, name]) => name ?? [],
  );
  return [...new Set(named)].filter((name) => known.has(name)).slice(0, 10);
}

/** Skills that can be used: whole, and not behind another one of their name. */
export const usable = (skills: readonly Skill[]): readonly Skill[] =>
  skills.filter((skill) => !skill.shadowed && skill.problem === undefined);

/** The skills that a beginning of a name means: those that start with it first. */
export function matching(skills: readonly Skill[], typed: string): readonly Skill[] {
  const found = usable(skills).filter(({ name }) => name.includes(typed));
  return found
    .toSorted(
      (a, b) => Number(b.name.startsWith(typed)) - Number(a.name.startsWith(typed)) || (a.name < b.name ? -1 : 1),
    )
    .slice(0, 8);
}

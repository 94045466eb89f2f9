import type { Skill } from "@flightdeck/contract";
import { matching, typedName } from "../skillNames.ts";
import type { Suggestion, SuggestionSource } from "./suggestion.ts";

const origins: Record<Skill["origin"], string> = {
  repository: "this repository",
  user: "yours",
  app: "built in",
};

const suggestSkill = ({ name, description, origin }: Skill): Suggestion => ({
  key: name,
  label: `$${name}`,
  mono: true,
  detail: description,
  note: origins[origin],
  choose: (editor, typed) => editor.replaceBefore(typed, `$${name}`),
});

/** Skills, behind a `$`. */
export const skillSource = (skills: readonly Skill[]): SuggestionSource => ({
  name: "Skills",
  typed: ({ before }) => typedName(before),
  // A name that is written out needs no offer: Enter sends.
  find(typed, show) {
    const found = matching(skills, typed);
    show(found[0]?.name === typed ? [] : found.map(suggestSkill));
  },
  version: skills,
});

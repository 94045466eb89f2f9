import type { FilePlace, ProjectId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../../app.tsx";
import { namedSkills } from "../skillNames.ts";
import { commandSource, type SlashCommand } from "./commandSource.ts";
import { mentionSource } from "./fileSource.ts";
import { skillSource } from "./skillSource.ts";
import type { SuggestionSource } from "./suggestion.ts";
import { suggestThread, threadsNamed } from "./threadSuggestions.ts";
import { useSkills } from "../useSkills.ts";

/** Everything that a message can name. */
export interface Naming {
  readonly sources: readonly SuggestionSource[];
  readonly onText: (text: string) => void;
  /** The skills that a text names. */
  readonly skillsIn: (text: string) => string[];
}

/** Where the names in a message come from: files and threads, skills, commands. */
export function useNaming({
  draftKey,
  projectId,
  place,
  commands,
}: {
  readonly draftKey: string;
  readonly projectId?: ProjectId;
  readonly place?: FilePlace;
  readonly commands: readonly SlashCommand[];
}): Naming {
  const { client, rows } = useApp();
  // They are looked for once somebody may mean one.
  const [wanted, setWanted] = useState(false);
  const skills = useSkills(projectId, wanted);
  const threads = (typed: string) =>
    threadsNamed(rows.getState().rows, typed, { self: draftKey, projectId }).map(suggestThread);
  const files = mentionSource(
    (question, signal) =>
      place === undefined
        ? Promise.resolve({ files: [], current: true })
        : client.files.find({ place, ...question }, { signal }),
    threads,
  );
  return {
    sources: [files, skillSource(skills), commandSource(commands)],
    onText: (text) => text.includes("$") && setWanted(true),
    skillsIn: (text) => namedSkills(text, skills),
  };
}

import type { ProjectId, Skill, SkillsEvent } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { follow } from "../../feed/follow.ts";

const none: readonly Skill[] = [];

/** The skills that can be named in a project, kept up to date from the moment they are wanted. */
export function useSkills(projectId: ProjectId | undefined, wanted: boolean): readonly Skill[] {
  const { client, connection } = useApp();
  const [skills, setSkills] = useState(none);
  useEffect(() => {
    if (!wanted) return;
    const life = new AbortController();
    void follow<SkillsEvent>({
      connection,
      signal: life.signal,
      open: (signal) => client.skills.watch({ projectId }, { signal }),
      onEvent: (event) => setSkills(event.skills),
    });
    return () => life.abort();
  }, [client, connection, projectId, wanted]);
  return skills;
}

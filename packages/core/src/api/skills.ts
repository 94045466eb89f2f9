import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const skillsApi = (os: Api, { projects, skills }: Core) => ({
  watch: os.skills.watch.handler(({ input: { projectId }, signal }) => {
    if (projectId !== undefined) projects.get(projectId);
    const place = () => {
      if (projectId === undefined) return undefined;
      const { path, trusted } = projects.get(projectId);
      return { root: path, cwd: path, trusted: trusted === true };
    };
    const until = orNever(signal);
    return skills.watch(place, projects.watch(until), until);
  }),
});

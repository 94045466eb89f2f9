import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Action, ActionsEvent, KnownAction, Project, ProjectId } from "@flightdeck/contract";
import { AppError, messageOf } from "../errors/index.ts";
import { changesBelow } from "../feed/index.ts";
import { readPlainFile, replaceFile } from "../settings/index.ts";
import { MOST_ACTIONS, parseActions, type ReadActions, writeActions } from "./actionFile.ts";

type Owner = Pick<Project, "id" | "path" | "trusted">;

/** The named commands of projects: the person's own, and those of a trusted repository. Their files are read anew each time. */
export interface Actions {
  list(projectId: ProjectId): ActionsEvent;
  /** One that may be run. Throws `action_not_found`, `action_invalid`. */
  get(projectId: ProjectId, id: string): KnownAction;
  /** Throws `action_not_found`, `action_invalid`, `disk_full`. */
  save(projectId: ProjectId, action: Action, id?: string): KnownAction;
  /** Throws `action_not_found`, `action_invalid`, `disk_full`. */
  remove(projectId: ProjectId, id: string): void;
  /** `also` yields when something else changed: the project's trust. */
  watch(
    projectId: ProjectId,
    also: AsyncIterable<unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<ActionsEvent, void, void>;
}

export function openActions(options: {
  /** FLIGHTDECK_HOME. */
  readonly home: string;
  /** Throws `project_not_found`. */
  readonly project: (projectId: ProjectId) => Owner;
}): Actions {
  const folder = join(options.home, "actions");
  const ownFile = (projectId: ProjectId) => join(folder, `${projectId}.toml`);

  const own = (projectId: ProjectId): ReadActions => readActions(ownFile(projectId), "person");
  const ofRepository = ({ path, trusted }: Owner): ReadActions => {
    const read = readActions(join(path, ".flightdeck", "actions.toml"), "repository", path);
    if (trusted === true) return read;
    const problem = "The project is not trusted, so its own actions cannot be run";
    return { ...read, actions: read.actions.map((action) => ({ ...action, problem })) };
  };

  const list = (projectId: ProjectId): ActionsEvent => {
    const [shared, mine] = [ofRepository(options.project(projectId)), own(projectId)];
    const names = new Set(mine.actions.map(({ name }) => name));
    const visible = shared.actions.map((action) =>
      names.has(action.name) ? { ...action, problem: "Your own action of this name comes before it" } : action,
    );
    return { actions: [...visible, ...mine.actions], problems: [...shared.problems, ...mine.problems] };
  };

  const find = (projectId: ProjectId, id: string): KnownAction => {
    const found = list(projectId).actions.find((action) => action.id === id);
    if (found === undefined) throw new AppError("action_not_found");
    return found;
  };
  /** A file that was not understood whole is not written over: what is in it would be lost. */
  const change = (projectId: ProjectId, edit: (actions: readonly KnownAction[]) => readonly Action[]): void => {
    const { actions, problems } = own(projectId);
    if (problems.length > 0)
      throw new AppError("action_invalid", `${problems[0]}. Mend the file first, so that nothing in it is lost`);
    const edited = edit(actions);
    if (edited.length > MOST_ACTIONS)
      throw new AppError("action_invalid", `There are ${actions.length} actions already`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replaceFile(ownFile(projectId), writeActions(edited));
  };

  return {
    list,
    get: (projectId, id) => {
      const action = find(projectId, id);
      if (action.problem !== undefined) throw new AppError("action_invalid", action.problem);
      return action;
    },
    save: (projectId, action, id) => {
      options.project(projectId);
      if (id !== undefined && find(projectId, id).scope !== "person") throw new AppError("action_not_found");
      change(projectId, (actions) => {
        const others = actions.filter((known) => known.id !== id);
        if (others.some(({ name }) => name === action.name))
          throw new AppError("action_invalid", `There is an action called "${action.name}" already`);
        return id === undefined ? [...actions, action] : actions.map((known) => (known.id === id ? action : known));
      });
      const saved = own(projectId).actions.find(({ name }) => name === action.name);
      if (saved === undefined) throw new AppError("action_invalid", "It could not be read back");
      return saved;
    },
    remove: (projectId, id) => {
      if (find(projectId, id).scope !== "person") throw new AppError("action_not_found");
      change(projectId, (actions) => actions.filter((known) => known.id !== id));
    },
    watch: async function* (projectId, also, signal) {
      const { path } = options.project(projectId);
      let told = "";
      const shared = join(path, ".flightdeck");
      // A repository's link could lead to all of the disk.
      const places = async () => (isLink(shared) ? [folder] : [folder, shared]);
      for await (const _change of changesBelow(places, also, signal)) {
        const now = list(projectId);
        const words = JSON.stringify(now);
        if (words === told) continue;
        told = words;
        yield now;
      }
    },
  };
}

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

function readActions(file: string, scope: KnownAction["scope"], repository?: string): ReadActions {
  try {
    if (!existsSync(file)) return { actions: [], problems: [] };
    return parseActions(readPlainFile(file, { repository }), file, scope);
  } catch (error) {
    return { actions: [], problems: [`${file} cannot be read, so it has no actions: ${messageOf(error)}`] };
  }
}

import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Skill, SkillsEvent } from "@flightdeck/contract";
import { appSkills, installAppSkills } from "./builtIn.ts";
import { changesBelow } from "../feed/index.ts";
import { type FoundSkill, scanRoot, SkillFiles, type SkillRoot, watchedRoots } from "./scan.ts";

/** Where an agent works, for the skills of its repository. */
export interface SkillPlace {
  /** The root of the checkout. */
  readonly root: string;
  readonly cwd: string;
  /** The person trusts the repository. */
  readonly trusted: boolean;
}

/** A skill as the model gets it. */
export interface LoadedSkill {
  readonly name: string;
  /** Absolute: what its text calls by relative paths lies here. */
  readonly folder: string;
  readonly body: string;
}

/**
 * Skills of the repository, the person and the app. Of two with one name the repository's counts before the person's,
 * theirs before the app's; in a repository the one that is nearer to the working folder. The disk is looked at anew each
 * time, and a file is read again only when it changed.
 */
export interface Skills {
  /** All that were found, the ones that count first. */
  list(place?: SkillPlace): Promise<readonly Skill[]>;
  /** The body of the one that counts, or why there is none. */
  load(name: string, place?: SkillPlace): Promise<LoadedSkill | { readonly problem: string }>;
  /** The list now, and again whenever it changes; `also` tells of changes elsewhere (a repository that is trusted now). */
  watch(
    place: () => SkillPlace | undefined,
    also: AsyncIterable<unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<SkillsEvent, void, void>;
}

/** A model that was told of the skills takes longer to read one with a command. */
const INSTALL_MS = 100;

const untrusted = "Its repository is not trusted: trust the project to use its skills";

export function openSkills(options: {
  /** FLIGHTDECK_HOME. */
  readonly home: string;
  /** The person's own home folder. */
  readonly userHome: string;
  readonly report: (message: string, error: unknown) => void;
}): Skills {
  const files = new SkillFiles();
  const appFolder = join(options.home, "skills", ".app");
  let installing: Promise<void> | undefined;
  /** Not beside the host's start or the first request: by the first command they are there, and a load waits for them. */
  const install = (): Promise<void> =>
    (installing ??= installAppSkills(appFolder).catch((error: unknown) => {
      options.report("the app's skills could not be written", error);
    }));
  let soon: NodeJS.Timeout | undefined;

  const rootsOf = async (place: SkillPlace | undefined): Promise<readonly SkillRoot[]> => {
    const own = [join(options.home, "skills"), join(options.userHome, ".agents", "skills")];
    const personal = own.map((path) => ({ path, origin: "user" }) as const);
    if (place === undefined) return personal;
    const within = await realpath(place.root).catch(() => place.root);
    const problem = place.trusted ? {} : { problem: untrusted };
    const repository = foldersUp(place).map(
      (folder) => ({ path: join(folder, ".agents", "skills"), origin: "repository", within, ...problem }) as const,
    );
    return [...repository, ...personal];
  };

  const find = async (place: SkillPlace | undefined): Promise<readonly (FoundSkill & Skill)[]> => {
    soon ??= setTimeout(() => void install(), INSTALL_MS).unref();
    const roots = await rootsOf(place);
    const found = (await Promise.all(roots.map((root) => scanRoot(root, files)))).flat();
    const app = appSkills.map(({ name, description }): FoundSkill => {
      const folder = join(appFolder, name);
      return { name, description, origin: "app", folder, path: join(folder, "SKILL.md") };
    });
    const taken = new Set<string>();
    return [...found, ...app].map((skill) => {
      const shadowed = taken.has(skill.name);
      // A broken one does not stand in the way of one that works.
      if (skill.problem === undefined) taken.add(skill.name);
      return { ...skill, shadowed };
    });
  };

  const list: Skills["list"] = async (place) => (await find(place)).map(({ folder: _folder, ...skill }) => skill);

  return {
    list,
    load: async (name, place) => {
      const named = (await find(place)).filter((skill) => skill.name === name);
      const skill = named.find(({ problem, shadowed }) => problem === undefined && !shadowed);
      if (skill === undefined) return { problem: named[0]?.problem ?? "There is no such skill" };
      if (skill.origin === "app") await install();
      const text = await files.read(skill.path);
      if (!text.ok) return { problem: text.problem };
      return { name, folder: skill.folder, body: text.body };
    },
    watch: async function* (place, also, signal) {
      const paths = async () => watchedRoots(await rootsOf(place()));
      let last = "";
      for await (const _change of changesBelow(paths, also, signal)) {
        const skills = await list(place());
        const now = JSON.stringify(skills);
        if (now !== last) yield { skills };
        last = now;
      }
    },
  };
}

/** The folders from `cwd` up to the root; the root alone when `cwd` is not inside. */
function foldersUp({ root, cwd }: SkillPlace): readonly string[] {
  if (cwd !== root && !cwd.startsWith(`${root}/`)) return [root];
  const folders: string[] = [];
  for (let folder = cwd; folder !== root; folder = join(folder, "..")) folders.push(folder);
  return [...folders, root];
}

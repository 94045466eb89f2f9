import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Checkout, type Project, ProjectId, type ProjectListEvent } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { countChanges, findRoot, initRepository, inspectRepository, listBranches } from "../git/index.ts";
import type { Store } from "../store/index.ts";
import { identityOf } from "./identity.ts";
import { wantsOf } from "./wants.ts";

/** The repositories that the person opened. Nothing here changes one, but `open` with `init`. */
export interface Projects {
  list(): readonly Project[];
  /** Throws `project_not_found`. */
  get(projectId: ProjectId): Project;
  /** Whether it is in the list: cheap, where nothing else of it matters. */
  has(projectId: ProjectId): boolean;
  /** Its name, also of one that was taken out. */
  named(projectId: ProjectId): string | undefined;
  /** Opens a repository's root folder; opening it again gives the same project. */
  open(path: string, options: { readonly init: boolean }): Promise<Project>;
  /** The project that a folder belongs to; a folder without a repository stands for itself. */
  locate(path: string): Promise<{ project: Project; folder: string }>;
  /** Whether the repository's own configuration, skills and scripts may be used. */
  trust(projectId: ProjectId, trusted: boolean): void;
  /** The permission profile of its new threads; null for the general one. The caller knows that it exists. */
  setProfile(projectId: ProjectId, profile: string | null): void;
  /** Puts it before another one, or at the end. */
  move(projectId: ProjectId, before?: ProjectId): void;
  remove(projectId: ProjectId): void;
  checkout(projectId: ProjectId): Promise<Checkout>;
  watch(signal: AbortSignal): AsyncGenerator<ProjectListEvent, void, void>;
}

interface Row {
  readonly id: ProjectId;
  readonly name: string;
  readonly path: string;
  readonly addedAt: number;
  readonly trusted: number | null;
  /** The folder that the person trusted, as `identityOf` tells it. */
  readonly trustedFolder: string | null;
  readonly profile: string | null;
}

export function openProjects(options: {
  readonly store: Store;
  readonly now: () => number;
  readonly newId: (prefix: string) => string;
}): Projects {
  const { store } = options;
  const { db } = store;
  const columns = "id, name, path, added_at AS addedAt, trusted, trusted_folder AS trustedFolder, profile";
  const selectAll = db.prepare<[], Row>(
    `SELECT ${columns} FROM projects WHERE removed_at IS NULL ORDER BY position IS NULL, position, added_at`,
  );
  const selectOne = db.prepare<[string], Row>(`SELECT ${columns} FROM projects WHERE id = ?`);
  const selectHas = db.prepare<[string], unknown>("SELECT 1 FROM projects WHERE id = ? AND removed_at IS NULL");
  const selectPath = db.prepare<[string], Row>(`SELECT ${columns} FROM projects WHERE path = ?`);
  const insert = db.prepare("INSERT INTO projects (id, name, path, added_at) VALUES (@id, @name, @path, @addedAt)");
  const setRemoved = db.prepare<[number | null, string]>("UPDATE projects SET removed_at = ? WHERE id = ?");
  const setPosition = db.prepare<[number, string]>("UPDATE projects SET position = ? WHERE id = ?");
  const feed = new Feed<ProjectListEvent>({ frame: 16, limit: 1_000 });
  const setTrusted = db.prepare<[number, string | null, string]>(
    "UPDATE projects SET trusted = ?, trusted_folder = ? WHERE id = ?",
  );
  const setProfile = db.prepare<[string | null, string]>("UPDATE projects SET profile = ? WHERE id = ?");
  /** As of the last look: when it was opened, and when somebody began to watch. */
  const wants = new Map<ProjectId, readonly string[]>();
  /** Trust is in what lay there: another folder that came in its place is asked about again. */
  const trustOf = ({ trusted, trustedFolder, path }: Row): Pick<Project, "trusted"> => {
    if (trusted === 0) return { trusted: false };
    return trusted === 1 && trustedFolder === identityOf(path) ? { trusted: true } : {};
  };
  const projectOf = (row: Row): Project => {
    const { trusted: _trusted, trustedFolder: _folder, profile, ...project } = row;
    return {
      ...project,
      ...trustOf(row),
      ...(profile === null ? {} : { profile }),
      wants: wants.get(project.id) ?? [],
    };
  };
  const list = () => selectAll.all().map(projectOf);
  const look = async ({ id, path }: Pick<Project, "id" | "path">): Promise<boolean> => {
    const found = await wantsOf(path);
    const before = JSON.stringify(wants.get(id) ?? []);
    wants.set(id, found);
    return before !== JSON.stringify(found);
  };
  const publish = () => feed.publish({ type: "snapshot", projects: list() });

  const get = (projectId: ProjectId): Project => {
    const project = selectOne.get(projectId);
    if (project === undefined) throw new AppError("project_not_found", projectId);
    return projectOf(project);
  };

  const trust = (projectId: ProjectId, trusted: boolean): void => {
    const { path } = get(projectId);
    const folder = trusted ? identityOf(path) : null;
    store.transaction(() => setTrusted.run(trusted ? 1 : 0, folder, projectId));
  };

  const keep = async (path: string, name: string, made = false): Promise<Project> => {
    const known = selectPath.get(path);
    if (known !== undefined) {
      store.transaction(() => setRemoved.run(null, known.id));
      await look(known);
      publish();
      return projectOf(known);
    }
    const project = { id: ProjectId.parse(options.newId("project")), name, path, addedAt: options.now() };
    store.transaction(() => insert.run(project));
    await look(project);
    // A repository that begins here is the person's own, unless it began around files that want to be trusted.
    if (made && wants.get(project.id)?.length === 0) trust(project.id, true);
    publish();
    return get(project.id);
  };

  return {
    list,
    get,
    has: (projectId) => selectHas.get(projectId) !== undefined,
    named: (projectId) => selectOne.get(projectId)?.name,
    open: async (path, { init }) => {
      const made = init && !existsSync(join(path, ".git"));
      const repository = init ? await initRepository(path) : await inspectRepository(path);
      if (repository.commit === undefined) throw new AppError("empty_repository", repository.root);
      return keep(repository.root, basename(repository.root), made);
    },
    locate: async (path) => {
      const folder = await realpath(path).catch((error: unknown) => {
        throw new AppError("path_not_found", path, { cause: error });
      });
      const root = await findRoot(folder).catch((error: unknown) => {
        if (error instanceof AppError && (error.code === "not_a_repository" || error.code === "bare_repository"))
          return folder;
        throw error;
      });
      return { project: await keep(root, basename(root)), folder };
    },
    trust: (projectId, trusted) => {
      trust(projectId, trusted);
      publish();
    },
    setProfile: (projectId, profile) => {
      get(projectId);
      store.transaction(() => setProfile.run(profile, projectId));
      publish();
    },
    move: (projectId, before) => {
      get(projectId);
      const others = list().flatMap(({ id }) => (id === projectId ? [] : [id]));
      const at = before === undefined ? -1 : others.indexOf(before);
      const order = others.toSpliced(at < 0 ? others.length : at, 0, projectId);
      store.transaction(() => order.forEach((id, position) => setPosition.run(position, id)));
      publish();
    },
    remove: (projectId) => {
      get(projectId);
      store.transaction(() => setRemoved.run(options.now(), projectId));
      publish();
    },
    checkout: async (projectId) => {
      const { path } = get(projectId);
      const [repository, branches, changedFiles] = await Promise.all([
        inspectRepository(path),
        listBranches(path),
        countChanges(path),
      ]);
      return { branch: repository.branch, commit: repository.commit, changedFiles, branches };
    },
    watch: async function* (signal) {
      const deliveries = feed.watch(signal);
      void Promise.all(list().map(look)).then((changes) => changes.some(Boolean) && publish());
      yield { type: "snapshot", projects: list() };
      for await (const delivery of deliveries) {
        if (delivery === "overrun") yield { type: "snapshot", projects: list() };
        else yield delivery.events.at(-1) ?? { type: "snapshot", projects: list() };
      }
    },
  };
}

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createInTurn, createShadows, type Shadows } from "../../git/index.ts";
import { git, makeRepository, temporaryFolder } from "../../git/testing/repository.ts";
import { type SandboxSupport, spawnSandboxed } from "../../sandbox/index.ts";
import { type CommitPlace, type CommitRequest, type Commits, createCommits } from "../index.ts";

/** A project on branch main and a worktree of it on flightdeck/fix-the-bug. */
export interface Fixture extends Disposable {
  readonly folder: string;
  readonly root: string;
  /** The worktree. */
  readonly path: string;
  readonly shadows: Shadows;
  readonly commits: Commits;
  readonly place: CommitPlace;
  /** Commits everything there, or what is asked for. */
  commit(message: string, request?: Partial<CommitRequest>): Promise<{ readonly commit: string }>;
  /** A bare repository as the remote "origin"; answers with its folder. */
  remote(name?: string): string;
}

export function fixture(
  files: Readonly<Record<string, string>>,
  support: SandboxSupport = { kind: "none", reason: "no sandbox here", fix: "" },
  environment: Readonly<Record<string, string | undefined>> = {},
): Fixture {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "project"), files);
  const path = join(temporary.path, "linked");
  git(root, "worktree", "add", "-q", "-b", "flightdeck/fix-the-bug", path);
  const home = join(temporary.path, "home");
  const shadows = createShadows({ root: join(home, "shadows") });
  const spawn = (options: Parameters<typeof spawnSandboxed>[1]) => Promise.resolve(spawnSandboxed(support, options));
  const commits = createCommits({
    spawn,
    home,
    shadows,
    inTurn: createInTurn(),
    inCheckout: createInTurn(),
    newId: randomUUID,
    environment,
  });
  const place = { root: path, base: "main" };
  return {
    folder: temporary.path,
    root,
    path,
    shadows,
    commits,
    place,
    commit: (message, request) => commits.commit(place, { message, what: "all", withoutHooks: false, ...request }),
    remote: (name = "origin") => {
      const bare = join(temporary.path, `${name}.git`);
      git(temporary.path, "init", "-q", "--bare", "-b", "main", bare);
      git(root, "remote", "add", name, bare);
      return bare;
    },
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

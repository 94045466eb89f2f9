import { join } from "node:path";
import { createShadows, type Shadows } from "../../git/index.ts";
import { git, makeRepository, temporaryFolder } from "../../git/testing/repository.ts";
import { type SandboxSupport, spawnSandboxed } from "../../sandbox/index.ts";
import { createLanding, type Landing, type LandingPlace } from "../index.ts";

/** A project on branch main and a worktree of it on flightdeck/fix-the-bug. */
export interface Fixture extends Disposable {
  readonly folder: string;
  readonly root: string;
  /** The worktree. */
  readonly path: string;
  readonly shadows: Shadows;
  readonly landing: Landing;
  readonly place: LandingPlace;
}

export function fixture(
  files: Readonly<Record<string, string>>,
  support: SandboxSupport = { kind: "none", reason: "no sandbox here", fix: "" },
): Fixture {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "project"), files);
  const path = join(temporary.path, "linked");
  const branch = "flightdeck/fix-the-bug";
  git(root, "worktree", "add", "-q", "-b", branch, path);
  const home = join(temporary.path, "home");
  const shadows = createShadows({ root: join(home, "shadows") });
  const spawn = (options: Parameters<typeof spawnSandboxed>[1]) => Promise.resolve(spawnSandboxed(support, options));
  return {
    folder: temporary.path,
    root,
    path,
    shadows,
    landing: createLanding({ spawn, home, shadows }),
    place: { projectPath: root, worktreePath: path, branch, base: "main" },
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

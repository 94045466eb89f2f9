import { join } from "node:path";
import { createInTurn } from "../../git/index.ts";
import { git, makeRepository, temporaryFolder } from "../../git/testing/repository.ts";
import { createLanding, type Landing, type LandingPlace } from "../index.ts";

/** A project on branch main and a worktree of it on flightdeck/fix-the-bug. */
export interface Fixture extends Disposable {
  readonly folder: string;
  readonly root: string;
  /** The worktree. */
  readonly path: string;
  readonly landing: Landing;
  readonly place: LandingPlace;
}

export function fixture(files: Readonly<Record<string, string>>): Fixture {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "project"), files);
  const path = join(temporary.path, "linked");
  const branch = "flightdeck/fix-the-bug";
  git(root, "worktree", "add", "-q", "-b", branch, path);
  return {
    folder: temporary.path,
    root,
    path,
    landing: createLanding({ inTurn: createInTurn() }),
    place: { projectPath: root, worktreePath: path, branch, base: "main" },
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ThreadId } from "@flightdeck/contract";
import { createPersonCommits } from "../../commits/index.ts";
import { createInTurn } from "../../git/index.ts";
import { git, makeRepository, temporaryFolder } from "../../git/testing/repository.ts";
import { type SandboxSupport, type SpawnOptions, spawnSandboxed } from "../../sandbox/index.ts";
import { openStore } from "../../store/index.ts";
import { createLanding, type Landing, type LandingDeps, type LandingPlace } from "../index.ts";

/** A project on branch main and a worktree of it on flightdeck/fix-the-bug. */
export interface Fixture extends Disposable {
  readonly folder: string;
  /** FLIGHTDECK_HOME. */
  readonly home: string;
  readonly root: string;
  /** The worktree. */
  readonly path: string;
  readonly landing: Landing;
  /** The same home as a host that starts now finds it; `step` is called between the steps of a landing. */
  reopened(step?: LandingDeps["step"], report?: LandingDeps["report"]): Landing;
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
  mkdirSync(home);
  const store = openStore(join(home, "flightdeck.db"));
  const spawn = (options: SpawnOptions) => Promise.resolve(spawnSandboxed(support, options));
  let ids = 0;
  const open: Fixture["reopened"] = (step, report) =>
    createLanding({
      store,
      inTurn: createInTurn(),
      home,
      person: createPersonCommits({ spawn, home, environment: {} }),
      now: () => (ids += 1),
      newId: () => `landing${(ids += 1)}`,
      report: (message, error) => {
        if (report === undefined) throw new Error(message, { cause: error });
        report(message, error);
      },
      step,
    });
  return {
    folder: temporary.path,
    home,
    root,
    path,
    landing: open(),
    reopened: open,
    place: { threadId: ThreadId.parse("t1"), projectPath: root, worktreePath: path, branch, base: "main" },
    [Symbol.dispose]: () => {
      store.close();
      temporary[Symbol.dispose]();
    },
  };
}

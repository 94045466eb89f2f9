import { spawnSync } from "node:child_process";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProjectId, ThreadId, WorktreeId } from "@flightdeck/contract";
import { createInTurn, createShadows } from "../../git/index.ts";
import { git, makeRepository, readFolder, temporaryFolder } from "../../git/testing/repository.ts";
import { openStore } from "../../store/index.ts";
import { createWorktrees, type Worktrees } from "../../worktrees/index.ts";
import { createHandovers, type HandoverDeps, type HandoverPlace, type Handovers } from "../index.ts";
import type { Errand } from "./moveAndDie.ts";

/** A project on branch main and a thread of it, with a worktree or without. */
export interface Fixture extends Disposable {
  readonly folder: string;
  readonly root: string;
  /** The worktree's folder; the project's own without one. */
  readonly path: string;
  readonly handovers: Handovers;
  readonly worktrees: Worktrees;
  /** The thread where it works now: moves change it. */
  place(): HandoverPlace;
  move(to: "local" | "worktree", how?: "move" | "copy", handovers?: Handovers): Promise<string>;
  undo(id: string, handovers?: Handovers): Promise<void>;
  /** The same home as a host that starts now finds it. */
  reopened(step?: HandoverDeps["step"]): { readonly handovers: Handovers; readonly worktrees: Worktrees };
  /** What a host does at its start. */
  recover(): Promise<void>;
  /** A process of its own moves the thread and is killed after a step. */
  die(errand: Pick<Errand, "to" | "dieAt"> & Partial<Errand>): void;
}

const program = fileURLToPath(new URL("moveAndDie.ts", import.meta.url));

export async function fixture(
  files: Readonly<Record<string, string | Uint8Array>>,
  given: { readonly local?: boolean } = {},
): Promise<Fixture> {
  const temporary = temporaryFolder();
  const root = realpathSync(makeRepository(join(temporary.path, "my project"), files));
  const home = join(temporary.path, "home");
  mkdirSync(home);
  const store = openStore(join(home, "flightdeck.db"));
  const project = { id: ProjectId.parse("p1"), name: "my project", path: root, addedAt: 0, wants: [] };
  store.db.prepare("INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'my project', ?, 0)").run(root);
  const threadId = ThreadId.parse("t1");
  let ids = 0;
  const reopened: Fixture["reopened"] = (step) => {
    const shadows = createShadows({ root: join(home, "shadows") });
    const now = () => 1_700_000_000_000 + (ids += 1);
    const worktrees = createWorktrees({
      store,
      home,
      shadows,
      trusted: () => false,
      spawn: () => Promise.reject(new Error("nothing runs here")),
      now,
      newId: () => WorktreeId.parse(`w${(ids += 1)}`),
    });
    const handovers = createHandovers({
      store,
      shadows,
      worktrees,
      inTurn: createInTurn(),
      now,
      newId: () => `h${(ids += 1)}`,
      report: () => undefined,
      step,
    });
    return { handovers, worktrees };
  };
  const { handovers, worktrees } = reopened();
  let place: HandoverPlace = { threadId, title: "Fix the bug", project, cwd: root };
  if (given.local !== true) {
    const planned = await worktrees.plan({ project, threadId, title: place.title });
    const worktree = await worktrees.create(planned.id, {
      copyLocalChanges: false,
      onProgress: () => undefined,
      onSetupOutput: () => undefined,
    });
    place = { ...place, worktree, cwd: worktree.path };
  }
  const told = (next: Pick<HandoverPlace, "worktree" | "cwd">): void => {
    place = { ...place, ...next };
  };
  return {
    folder: temporary.path,
    root,
    path: place.cwd,
    handovers,
    worktrees,
    place: () => place,
    move: async (to, how = "move", by = handovers) => (await by.start(place, { to, how }, told)).id,
    undo: (id, by = handovers) => by.undo(place, id as Parameters<Handovers["undo"]>[1], told), // an id in form
    reopened,
    recover: async () => {
      const fresh = reopened();
      await fresh.worktrees.recover();
      for (const { worktree, cwd } of await fresh.handovers.recover()) told({ worktree, cwd });
    },
    die: (errand) => {
      const whole: Errand = { home, place, how: "move", ...errand };
      const { signal, stderr } = spawnSync(process.execPath, [program, JSON.stringify(whole)], { encoding: "utf8" });
      if (signal !== "SIGKILL") throw new Error(`it lived on: ${stderr}`);
    },
    [Symbol.dispose]: () => {
      store.close();
      temporary[Symbol.dispose]();
    },
  };
}

/** All of a checkout that a move carries or must leave alone. Ignored files are told apart. */
export function stateOf(root: string) {
  const ignored = git(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard")
    .split("\0")
    .filter(Boolean);
  const files = readFolder(root);
  const apart = Object.fromEntries(ignored.map((path) => [path, files[path]]));
  for (const path of ignored) delete files[path];
  return {
    files,
    ignored: apart,
    staged: git(root, "ls-files", "-z", "--stage"),
    status: git(root, "status", "--porcelain", "-z"),
    head: `${git(root, "rev-parse", "--abbrev-ref", "HEAD")} ${git(root, "rev-parse", "HEAD")}`,
  };
}

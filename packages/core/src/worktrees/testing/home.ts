import { join } from "node:path";
import { ProjectId, ThreadId, type ThreadWorktree, WorktreeId } from "@flightdeck/contract";
import { createShadows } from "../../git/index.ts";
import { makeRepository, temporaryFolder } from "../../git/testing/repository.ts";
import { starter } from "../../machine/testing/testMachine.ts";
import { type SandboxSupport, spawnSandboxed } from "../../sandbox/index.ts";
import { openStore, type Store } from "../../store/index.ts";
import { createWorktrees, type PlanInput, type Worktrees } from "../index.ts";

/** A home with one project in it, all in a folder that goes with it. */
export interface TestHome extends Disposable {
  readonly folder: string;
  /** The project's own checkout. */
  readonly root: string;
  readonly project: PlanInput["project"];
  readonly store: Store;
  readonly worktrees: Worktrees;
  /** The same home as a host that starts now finds it. */
  reopened(): Worktrees;
  /** A worktree that is ready. */
  make(title: string, options?: Partial<PlanInput> & { readonly copyLocalChanges?: boolean }): Promise<ThreadWorktree>;
}

export const noSandbox: SandboxSupport = { kind: "none", reason: "not in this test", fix: "" };

export function testHome(
  files: Readonly<Record<string, string | Uint8Array>> = { "a.txt": "a\n", "b.txt": "b\n" },
  support: SandboxSupport = noSandbox,
  given: { readonly trusted?: boolean; readonly branchPrefix?: string } = {},
): TestHome {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "my project"), files);
  const store = openStore(":memory:");
  const home = join(temporary.path, "home");
  const project = { id: ProjectId.parse("p1"), name: "my project", path: root, addedAt: 0, wants: [] };
  store.db.prepare("INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'my project', ?, 0)").run(root);
  const start = starter();
  let ids = 0;
  const reopened = (): Worktrees =>
    createWorktrees({
      store,
      home,
      trusted: () => given.trusted ?? true,
      branchPrefix: () => given.branchPrefix ?? "flightdeck/",
      shadows: createShadows({ root: join(home, "shadows") }),
      spawn: (options, work) => Promise.resolve(start(work, () => spawnSandboxed(support, options))),
      now: () => 1_700_000_000_000 + (ids += 1),
      newId: () => WorktreeId.parse(`w${(ids += 1)}`),
    });
  const worktrees = reopened();
  return {
    folder: temporary.path,
    root,
    project,
    store,
    worktrees,
    reopened,
    make: async (title, { copyLocalChanges = false, ...input } = {}) => {
      const threadId = input.threadId ?? ThreadId.parse(`t-${title.replace(/\W/g, "")}`);
      const planned = await worktrees.plan({ project, threadId, title, ...input });
      return worktrees.create(planned.id, {
        copyLocalChanges,
        onProgress: () => undefined,
        onSetupOutput: () => undefined,
      });
    },
    [Symbol.dispose]: () => {
      store.close();
      temporary[Symbol.dispose]();
    },
  };
}

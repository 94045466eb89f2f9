import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DiffScope, ThreadId } from "@flightdeck/contract";
import { createInTurn, createShadows, type Shadows } from "../../git/index.ts";
import { git, gitBytes, makeRepository, temporaryFolder } from "../../git/testing/repository.ts";
import { createReview, type Review } from "../../review/index.ts";
import { type SandboxSupport, spawnSandboxed } from "../../sandbox/index.ts";
import { openStore, type Store } from "../../store/index.ts";
import { type Changes, type ChangesPlace, type Compared, createChanges, type Selection } from "../index.ts";

export const threadId = ThreadId.parse("t-one");

/** A repository, a thread that works in it, and what acts on its changes. */
export interface Fixture extends Disposable {
  readonly folder: string;
  readonly root: string;
  readonly store: Store;
  readonly shadows: Shadows;
  readonly changes: Changes;
  readonly place: ChangesPlace;
  compare(scope?: Scope): Promise<Compared>;
  stage(files: Selection["files"], scope?: Scope): ReturnType<Changes["stage"]>;
  unstage(files: Selection["files"], scope?: Scope): ReturnType<Changes["unstage"]>;
  revert(files: Selection["files"], scope?: Scope): ReturnType<Changes["revert"]>;
  /** The bytes on disk. */
  read(path: string): Buffer;
  /** The bytes in the index. */
  staged(path: string): Buffer;
  entries(): readonly string[];
  /** Saves the files as they are on disk, as a turn's checkpoint would. */
  checkpoint(): Promise<string>;
}

/** What is compared: with HEAD, with what is staged, or two checkpoints. */
export type Scope = "uncommitted" | "branch" | "staged" | { readonly before: string; readonly after?: string };

const none: SandboxSupport = { kind: "none", reason: "no sandbox here", fix: "" };

export function fixture(files: Readonly<Record<string, string | Uint8Array>>, support: SandboxSupport = none): Fixture {
  const temporary = temporaryFolder("flightdeck-changes-");
  const root = makeRepository(join(temporary.path, "project"), files);
  return fixtureOf(temporary.path, root, { support, dispose: () => temporary[Symbol.dispose]() });
}

export function fixtureOf(
  folder: string,
  root: string,
  { support = none, dispose }: { readonly support?: SandboxSupport; readonly dispose: () => void },
): Fixture {
  const store = openStore(join(folder, "store.db"));
  store.db.exec(`
    INSERT OR IGNORE INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT OR IGNORE INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('${threadId}', 'p1', 1, '{}', 1);
  `);
  const shadows = createShadows({ root: join(folder, "shadows") });
  const review: Review = createReview({ shadows });
  let ids = 0;
  const changes = createChanges({
    store,
    shadows,
    home: join(folder, "home"),
    spawn: (options) => Promise.resolve(spawnSandboxed(support, options)),
    inTurn: createInTurn(),
    now: () => 1_700_000_000_000 + ids,
    newId: () => `revert_${(ids += 1)}`,
    report: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });
  const place = { path: root, threadId };
  const compare = async (scope: Scope = "uncommitted"): Promise<Compared> => {
    if (scope === "staged") {
      const [from, to] = [git(root, "rev-parse", "HEAD^{tree}"), git(root, "write-tree")];
      return { from, to, of: "index", uncommitted: false, fingerprint: `${from}${to}` };
    }
    const turn = typeof scope === "object";
    const known: DiffScope = { kind: turn ? "last_turn" : scope };
    const at = turn ? scope : { base: "main" };
    const { from, to, fingerprint } = await review.compare({ path: root, ...at }, known);
    return { from, to, fingerprint, of: turn ? "disk" : "stored", uncommitted: known.kind === "uncommitted" };
  };
  const act =
    <Answer>(run: (place: ChangesPlace, compared: Compared, selection: Selection) => Promise<Answer>) =>
    async (chosen: Selection["files"], scope?: Scope): Promise<Answer> => {
      const compared = await compare(scope);
      return run(place, compared, { fingerprint: compared.fingerprint, files: chosen });
    };
  return {
    folder,
    root,
    store,
    shadows,
    changes,
    place,
    compare,
    stage: act(changes.stage),
    unstage: act(changes.unstage),
    revert: act(changes.revert),
    read: (path) => readFileSync(join(root, path)),
    staged: (path) => gitBytes(root, "cat-file", "blob", `:${path}`),
    entries: () => git(root, "ls-files", "--stage", "-z").split("\0").filter(Boolean),
    checkpoint: async () => (await shadows.rawTree(root)).tree,
    [Symbol.dispose]: () => {
      store.close();
      dispose();
    },
  };
}

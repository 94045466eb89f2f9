import {
  type ChangesRequest,
  type ChosenFile,
  type FileStaging,
  type Revert,
  type RevertId,
  scopeKey,
  type ThreadId,
} from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client } from "../../client.ts";
import type { ReviewStore } from "../review/store.ts";
import { possibleIn, shownObjects } from "./chosen.ts";

/** What is done with changes of the review, and what is known of what was done. */
export interface ChangesState {
  /** How much of each file in view is staged. */
  readonly staging: ReadonlyMap<string, FileStaging>;
  /** Reverts that can be undone, newest first. */
  readonly reverts: readonly Revert[];
  /** The one that is offered to be undone where the person looks. */
  readonly offered?: RevertId;
  readonly busy: boolean;
}

export type ChangesAct = "stage" | "unstage" | "revert";

/** A file, or some of its shown lines. */
export type ChosenPart = Pick<ChosenFile, "path"> & {
  readonly lines?: { readonly removed: readonly number[]; readonly added: readonly number[] };
};

export interface ChangesStore extends Pick<StoreApi<ChangesState>, "getState" | "subscribe"> {
  /** Does something with what is shown of some files, or with everything: one act after the other, the same one once. */
  readonly act: (act: ChangesAct, files: "all" | readonly ChosenPart[]) => void;
  readonly undo: (id: RevertId) => void;
  /** Offers nothing to be undone any more; the palette still does. */
  readonly dismiss: () => void;
  /** Keeps up with the review until the signal aborts. */
  readonly run: (signal: AbortSignal) => void;
}

/** Files of one question. */
const FILES = 60;
/** Where the answer about landing stands in the key. */
const LANDING = 0;
/** A revert that was made lately is offered again when the review is opened again. */
const LATELY = 10 * 60_000;

export function createChangesStore({
  client,
  threadId,
  review,
  failed,
  now,
}: {
  readonly client: Client;
  readonly threadId: ThreadId;
  readonly review: ReviewStore;
  readonly failed: (error: unknown) => void;
  readonly now: () => number;
}): ChangesStore {
  const store = createStore<ChangesState>(() => ({ staging: new Map(), reverts: [], busy: false }));
  const set = (change: Partial<ChangesState>) => store.setState(change);
  let running: AbortSignal = AbortSignal.abort();
  let looking = false;
  let again = false;

  /** Asks how much is staged of the files whose patches are there. What comes late is asked for once more. */
  const look = async () => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    const signal = running;
    try {
      do {
        again = false;
        await lookOnce(signal);
      } while (again && !signal.aborted);
    } catch {
      // The review says what keeps it from being read.
    } finally {
      looking = false;
    }
  };

  const lookOnce = async (signal: AbortSignal) => {
    const { scope, diff, patches, settled } = review.getState();
    if (!settled) return;
    const paths = diff?.files.map(({ path }) => path).filter((path) => patches.has(path)) ?? [];
    const { stage } = possibleIn(scope);
    const found = new Map<string, FileStaging>();
    for (let at = 0; stage && at < paths.length; at += FILES) {
      const some = paths.slice(at, at + FILES);
      for (const file of await client.changes.staging({ threadId, scope, paths: some }, { signal }))
        found.set(file.path, file);
      if (signal.aborted) return;
    }
    if (scopeKey(review.getState().scope) !== scopeKey(scope)) {
      again = true;
      return;
    }
    const before = store.getState().staging;
    const same = before.size === found.size && [...found].every(([path, file]) => isSame(before.get(path), file));
    if (!same) set({ staging: found });
  };

  const requestOf = (files: "all" | readonly ChosenPart[]): ChangesRequest | undefined => {
    const { scope, diff, patches, ignoreSpace } = review.getState();
    if (diff === undefined) return undefined;
    const chosen = ({ path, lines }: ChosenPart): ChosenFile => {
      const shown = shownObjects(patches.get(path)?.text ?? "");
      return {
        path,
        ...(lines && { lines: { removed: [...lines.removed], added: [...lines.added] } }),
        ...(shown && { shown }),
      };
    };
    return {
      threadId,
      scope,
      fingerprint: diff.fingerprint,
      ...(ignoreSpace ? { ignoreSpace } : {}),
      files: files === "all" ? files : files.map(chosen),
    };
  };

  /** Who goes through hunks is faster than git: what is asked for meanwhile is done next. */
  const underWay = new Set<string>();
  let last = Promise.resolve();
  const inTurn = (name: string, work: () => Promise<void>) => {
    if (underWay.has(name)) return;
    underWay.add(name);
    set({ busy: true });
    last = last.then(async () => {
      await work().catch(failed);
      underWay.delete(name);
      if (underWay.size > 0) return;
      set({ busy: false });
      review.refresh();
      void look();
    });
  };

  const readReverts = async () => {
    const reverts = await client.changes.reverts({ threadId }, { signal: running });
    const [newest] = reverts;
    const lately = newest !== undefined && now() - newest.at < LATELY;
    set({ reverts, ...(lately ? { offered: newest.id } : {}) });
  };

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    act(act, files) {
      // What is meant is what is shown now, also when it has to wait.
      const request = requestOf(files);
      if (request === undefined) return;
      inTurn(`${act} ${JSON.stringify(request)}`, async () => {
        if (act !== "revert") {
          await client.changes[act](request);
          return;
        }
        const revert = await client.changes.revert(request);
        set({ reverts: [revert, ...store.getState().reverts], offered: revert.id });
      });
    },
    undo: (revertId) =>
      inTurn(`undo ${revertId}`, async () => {
        await client.changes.undo({ threadId, revertId });
        set({ reverts: store.getState().reverts.filter(({ id }) => id !== revertId), offered: undefined });
      }),
    dismiss: () => set({ offered: undefined }),
    run(signal) {
      running = signal;
      let seen = keyOf(review);
      const stop = review.subscribe(() => {
        const key = keyOf(review);
        if (key.every((part, at) => part === seen[at])) return;
        // The first answer about landing tells of the same moment as the look that was asked for with it.
        const news = key.some((part, at) => part !== seen[at] && !(at === LANDING && seen[at] === undefined));
        seen = key;
        if (news) void look();
      });
      signal.addEventListener("abort", stop, { once: true });
      readReverts().catch(() => undefined); // the review says what keeps its host from answering
      void look();
    },
  };
}

/** What bears on what is staged: a look at the folder brings a new answer about landing, even where the diff stays. */
function keyOf(review: ReviewStore): readonly unknown[] {
  const { scope, diff, patches, settled, landing } = review.getState();
  return [landing, scopeKey(scope), diff?.fingerprint, patches.size, settled];
}

const isSame = (one: FileStaging | undefined, other: FileStaging): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

import {
  type DiffFile,
  type FileChangesReading,
  type FileReading,
  type Reading,
  scopeKey,
  type ThreadId,
} from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, type Failure, readFailure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import type { LinePoint } from "../review/parts.ts";
import type { ReviewStore } from "../review/store.ts";
import { nextUnreadIn, type Stretch } from "./hunks.ts";

export interface FileState {
  readonly fingerprint: string;
  readonly hunks: FileChangesReading["hunks"];
}

/** What the window knows of what is read. */
export interface ReadingState {
  readonly count?: Reading;
  readonly files: ReadonlyMap<string, FileReading>;
  /** Of the files in view. */
  readonly changes: ReadonlyMap<string, FileState>;
  /** Only files with something new are shown. */
  readonly since: boolean;
  /** What keys act on: the hunk last gone to or pressed in. */
  readonly at?: Stretch;
  /** Why something could not be marked, until the next thing can. */
  readonly failure?: Failure;
}

export type Mark =
  | "all"
  | { readonly paths: readonly string[] }
  | { readonly path: string; readonly keys: readonly string[] };

export interface Unread {
  readonly stretch: Stretch;
  readonly point: LinePoint | undefined;
}

export interface ReadingStore extends Pick<StoreApi<ReadingState>, "getState" | "subscribe"> {
  /** Keeps the changes of a file at hand until the answer is called. */
  readonly want: (path: string) => () => void;
  readonly mark: (what: Mark, read: boolean) => Promise<void>;
  readonly showSince: (on: boolean) => void;
  readonly goTo: (at: Stretch | undefined) => void;
  /** The next unread hunk behind a stretch, in the order of the files; from the start again behind the last one. */
  readonly next: (behind: Stretch | undefined, files: readonly DiffFile[]) => Promise<Unread | undefined>;
  /** Follows what is read until the signal aborts. */
  readonly run: (signal: AbortSignal) => void;
}

/** Files of one request. */
const PIECE = 200;

/** What is read of the review that a store shows. It asks for nothing until the first lines of that are there. */
export function createReadingStore(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly threadId: ThreadId;
  readonly review: ReviewStore;
}): ReadingStore {
  const { client, threadId, review } = context;
  const store = createStore<ReadingState>(() => ({ files: new Map(), changes: new Map(), since: false }));
  const wanted = new Map<string, number>();
  let running: AbortSignal = AbortSignal.abort();
  let busy = false;
  let again = false;
  const set = (change: Partial<ReadingState>) => store.setState(change);

  const fetchCount = async (signal: AbortSignal): Promise<void> => {
    const { scope } = review.getState();
    const count = await client.reading.count({ threadId, scope }, { signal });
    if (signal.aborted || scopeKey(review.getState().scope) !== scopeKey(scope)) return;
    const before = store.getState();
    const files = new Map(count.files.map((file) => [file.path, file]));
    // What is read of a file has changed when its numbers have; the rest stays as it is.
    const changes = new Map(
      [...before.changes].filter(([path]) => files.has(path) && sameFile(files.get(path), before.files.get(path))),
    );
    set({ count, files, changes: changes.size === before.changes.size ? before.changes : changes });
  };

  const fetchChanges = async (signal: AbortSignal): Promise<void> => {
    const { diff, scope } = review.getState();
    const { changes, files } = store.getState();
    const missing = [...wanted.keys()].filter(
      (path) => files.has(path) && changes.get(path)?.fingerprint !== diff?.fingerprint,
    );
    for (let at = 0; at < missing.length; at += PIECE) {
      const answer = await client.reading.changes(
        { threadId, scope, paths: missing.slice(at, at + PIECE) },
        { signal },
      );
      if (signal.aborted || scopeKey(review.getState().scope) !== scopeKey(scope)) return;
      const next = new Map(store.getState().changes);
      for (const { path, hunks } of answer.files) next.set(path, { fingerprint: answer.fingerprint, hunks });
      set({ changes: next });
    }
  };

  /** One look at a time; what happens meanwhile is looked at once, afterwards. */
  const refresh = async (what: "all" | "changes" = "all"): Promise<void> => {
    const { diff, settled } = review.getState();
    if (running.aborted || diff === undefined || !settled) return;
    if (busy) {
      again ||= what === "all";
      return;
    }
    busy = true;
    const signal = running;
    try {
      if (what === "all") await fetchCount(signal);
      await fetchChanges(signal);
    } catch (error) {
      if (!signal.aborted) set({ failure: readFailure(error) });
    } finally {
      busy = false;
    }
    if (!again || running.aborted) return;
    again = false;
    await refresh();
  };

  /** Shows a mark before the host has it. */
  const anticipate = (path: string, keys: ReadonlySet<string>, read: boolean): void => {
    const { changes, files, count } = store.getState();
    const known = changes.get(path);
    const file = files.get(path);
    if (known === undefined || file === undefined || count === undefined) return;
    const hunks = known.hunks.map((hunk) =>
      hunk.map((change) => (keys.has(change.key) ? { ...change, read, fresh: false } : change)),
    );
    const now: FileReading = {
      ...file,
      read: hunks.filter((hunk) => hunk.every((change) => change.read)).length,
      fresh: hunks.filter((hunk) => hunk.some((change) => change.fresh)).length,
    };
    set({
      changes: new Map(changes).set(path, { ...known, hunks }),
      files: new Map(files).set(path, now),
      count: { ...count, read: count.read + now.read - file.read, fresh: count.fresh + now.fresh - file.fresh },
    });
  };

  const changesOf = async (path: string): Promise<FileChangesReading["hunks"]> => {
    const known = store.getState().changes.get(path);
    if (known !== undefined) return known.hunks;
    const { scope } = review.getState();
    const answer = await client.reading.changes({ threadId, scope, paths: [path] }, { signal: running });
    const [found] = answer.files;
    if (found === undefined) return [];
    set({
      changes: new Map(store.getState().changes).set(path, { fingerprint: answer.fingerprint, hunks: found.hunks }),
    });
    return found.hunks;
  };

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    want(path) {
      wanted.set(path, (wanted.get(path) ?? 0) + 1);
      queueMicrotask(() => void refresh("changes"));
      return () => {
        const left = (wanted.get(path) ?? 1) - 1;
        if (left > 0) wanted.set(path, left);
        else wanted.delete(path);
      };
    },
    async mark(what, read) {
      const { diff, scope } = review.getState();
      if (diff === undefined) return;
      for (const [path, keys] of named(what, store.getState().changes)) anticipate(path, new Set(keys), read);
      try {
        await client.reading.mark({
          threadId,
          scope,
          fingerprint: diff.fingerprint,
          read,
          what:
            what === "all"
              ? what
              : "keys" in what
                ? { path: what.path, keys: [...what.keys] }
                : { paths: [...what.paths] },
        });
        set({ failure: undefined });
      } catch (error) {
        set({ failure: readFailure(error) });
        review.refresh();
        void refresh();
      }
    },
    showSince: (since) => set({ since }),
    goTo: (at) => set({ at }),
    async next(behind, files) {
      const { files: read } = store.getState();
      const isUnread = ({ path }: DiffFile) => {
        const file = read.get(path);
        return file !== undefined && file.read < file.hunks;
      };
      const first = Math.max(
        0,
        files.findIndex(({ path }) => path === behind?.path),
      );
      const start = files[first];
      if (start === undefined) return undefined;
      if (isUnread(start)) {
        const here = nextUnreadIn(
          start.path,
          await changesOf(start.path),
          behind?.path === start.path ? behind : undefined,
        );
        if (here !== undefined) return here;
      }
      // Behind it, then from the top to it once more: what stands before where the person is.
      for (const file of [...files.slice(first + 1), ...files.slice(0, first + 1)]) {
        const found = isUnread(file) ? nextUnreadIn(file.path, await changesOf(file.path)) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    },
    run(signal) {
      running = signal;
      void follow<{ readonly revision: number }>({
        connection: context.connection,
        signal,
        open: (life) => client.reading.watch({ threadId }, { signal: life }),
        onEvent: () => {
          if (!review.getState().settled) return;
          void refresh();
          review.check();
        },
      });
      let seen = review.getState();
      const off = review.subscribe(() => {
        const { diff, scope, settled } = review.getState();
        const first = settled && !seen.settled;
        const moved = scopeKey(scope) !== scopeKey(seen.scope);
        const other = moved || diff?.fingerprint !== seen.diff?.fingerprint;
        if (moved) set({ count: undefined, files: new Map(), changes: new Map(), at: undefined });
        seen = review.getState();
        if (other || first) void refresh();
      });
      signal.addEventListener("abort", off);
      void refresh();
    },
  };
}

const sameFile = (one: FileReading | undefined, other: FileReading | undefined): boolean =>
  one?.hunks === other?.hunks && one?.read === other?.read && one?.fresh === other?.fresh;

/** The keys that a mark is about, as far as they are at hand. */
function named(what: Mark, changes: ReadingState["changes"]): readonly (readonly [string, readonly string[]])[] {
  if (what === "all") return [];
  if ("keys" in what) return [[what.path, what.keys]];
  return what.paths.map((path) => [path, (changes.get(path)?.hunks ?? []).flat().map(({ key }) => key)]);
}

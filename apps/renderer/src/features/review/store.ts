import type { Diff, DiffScope, LandingCheck, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, type Failure, readFailure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import { type ReadPatch, readPatch } from "./patch.ts";

/** What the review shows of one thread. What it held stays in place while something newer is fetched. */
export interface Review {
  readonly scope: DiffScope;
  readonly diff?: Diff;
  readonly failure?: Failure;
  readonly patches: ReadonlyMap<string, ReadPatch>;
  readonly landing?: LandingCheck;
  readonly landingFailure?: Failure;
}

export interface ReviewStore extends Pick<StoreApi<Review>, "getState" | "subscribe"> {
  readonly show: (scope: DiffScope) => void;
  /** Asks for the patches of files that come into view; what is there or under way is not asked for again. */
  readonly want: (paths: readonly string[]) => void;
  readonly refresh: () => void;
  /** Follows the thread's folder until the signal aborts. */
  readonly run: (signal: AbortSignal) => void;
}

/** Lines and files of one request: the first screen comes at once, the rest in pieces that are read within a frame. */
const LINES = 4000;
const FILES = 60;

/** The review of one thread. It asks for nothing until it runs. */
export function createReview(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly threadId: ThreadId;
  readonly scope: DiffScope;
}): ReviewStore {
  const { client, threadId } = context;
  const store = createStore<Review>(() => ({ scope: context.scope, patches: new Map() }));
  /** Paths in the order they were wanted, and those whose patch is from an older state. */
  let wanted: string[] = [];
  const stale = new Set<string>();
  let running: AbortSignal = AbortSignal.abort();
  let fetching: AbortSignal | undefined;
  let current = new AbortController();

  const set = (change: Partial<Review>) => store.setState(change);

  const load = async () => {
    current.abort();
    current = new AbortController();
    const life = AbortSignal.any([running, current.signal]);
    const { scope } = store.getState();
    try {
      const diff = await client.review.diff({ threadId, scope }, { signal: life });
      if (life.aborted) return;
      const before = store.getState();
      if (before.diff?.fingerprint !== diff.fingerprint || before.diff.scope !== scope) {
        const there = new Set(diff.files.map(({ path }) => path));
        const patches = new Map([...before.patches].filter(([path]) => there.has(path)));
        stale.clear();
        for (const path of patches.keys()) stale.add(path);
        wanted = [...wanted.filter((path) => there.has(path)), ...stale];
        set({ diff, patches, failure: undefined });
      } else set({ failure: undefined });
      void pump();
    } catch (error) {
      if (!life.aborted) set({ failure: readFailure(error), diff: undefined, patches: new Map() });
    }
  };

  const check = async () => {
    const signal = running;
    try {
      const landing = await client.landing.check({ threadId }, { signal });
      if (!signal.aborted) set({ landing, landingFailure: undefined });
    } catch (error) {
      if (!signal.aborted) set({ landingFailure: readFailure(error) });
    }
  };

  /** Fetches what is wanted, piece by piece, until nothing is. */
  const pump = async () => {
    const signal = running;
    if (fetching === signal) return;
    fetching = signal;
    try {
      while (!signal.aborted) {
        const { scope, diff, patches } = store.getState();
        if (diff === undefined) return;
        const paths = nextPiece(diff, wanted, (path) => patches.has(path) && !stale.has(path));
        if (paths.length === 0) return;
        const answer = await client.review.patches({ threadId, scope, paths: [...paths] }, { signal });
        if (signal.aborted) return;
        const now = store.getState();
        // Read while the folder changed: what came may be of either state.
        if (now.scope !== scope || now.diff?.fingerprint !== diff.fingerprint) continue;
        wanted = wanted.filter((path) => !paths.includes(path));
        const read = new Map(now.patches);
        for (const { path, patch } of answer) read.set(path, readPatch(path, patch, now.patches.get(path)));
        // A file that vanished in between gets no patch; the next look at the folder tells.
        for (const path of paths) {
          stale.delete(path);
          if (!read.has(path)) read.set(path, readPatch(path, "", undefined));
        }
        set({ patches: read });
      }
    } catch (error) {
      if (!signal.aborted) set({ failure: readFailure(error) });
    } finally {
      if (fetching === signal) fetching = undefined;
    }
  };

  const refresh = () => {
    void load();
    void check();
  };

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    show(scope) {
      if (store.getState().scope === scope) return;
      wanted = [];
      stale.clear();
      set({ scope, diff: undefined, failure: undefined, patches: new Map() });
      void load();
    },
    want(paths) {
      const { patches } = store.getState();
      const fresh = paths.filter((path) => !patches.has(path) || stale.has(path));
      if (fresh.length === 0) return;
      const first = new Set(fresh);
      wanted = [...fresh, ...wanted.filter((path) => !first.has(path))];
      void pump();
    },
    refresh,
    run(signal) {
      running = signal;
      void follow<{ readonly revision: number }>({
        connection: context.connection,
        signal,
        open: (life) => client.review.watch({ threadId }, { signal: life }),
        onEvent: refresh,
        onRefused: (failure) => set({ failure }),
      });
      refresh();
    },
  };
}

/** The paths of the next request: the first wanted ones that fit. */
export function nextPiece(diff: Diff, wanted: readonly string[], have: (path: string) => boolean): readonly string[] {
  const sizes = new Map(diff.files.map((file) => [file.path, file.additions + file.deletions]));
  const piece: string[] = [];
  let lines = 0;
  for (const path of wanted) {
    const size = sizes.get(path);
    if (size === undefined || have(path) || piece.includes(path)) continue;
    if (piece.length > 0 && lines + size > LINES) break;
    piece.push(path);
    lines += size;
    if (piece.length === FILES) break;
  }
  return piece;
}

import {
  type Diff,
  type DiffFile,
  type DiffScope,
  type LandingCheck,
  scopeKey,
  type ThreadId,
} from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, type Failure, readFailure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import { sameFile } from "./files.ts";
import { type ReadPatch, readPatch, withoutSpace } from "./patch.ts";

/** What the review shows of one thread. What it held stays in place while something newer is fetched. */
export interface Review {
  readonly scope: DiffScope;
  /** Lines that differ in spaces alone are not shown. */
  readonly ignoreSpace: boolean;
  readonly diff?: Diff;
  readonly failure?: Failure;
  readonly patches: ReadonlyMap<string, ReadPatch>;
  /** Files that are shown with all of their unchanged lines. */
  readonly whole: ReadonlySet<string>;
  /** The first lines are drawn, or there are none: from now on the folder may be asked for what stands beside them. */
  readonly settled: boolean;
  readonly landing?: LandingCheck;
  readonly landingFailure?: Failure;
}

export interface ReviewStore extends Pick<StoreApi<Review>, "getState" | "subscribe"> {
  readonly show: (scope: DiffScope) => void;
  readonly setIgnoreSpace: (ignoreSpace: boolean) => void;
  /** Shows a file with all of its unchanged lines, or with a few around each change. */
  readonly setWhole: (path: string, whole: boolean) => void;
  /** Asks for the patches of files that come into view; what is there or under way is not asked for again. */
  readonly want: (paths: readonly string[]) => void;
  readonly refresh: () => void;
  /** Looks again at how the work stands to its base. */
  readonly check: () => void;
  /** Follows the thread's folder until the signal aborts. */
  readonly run: (signal: AbortSignal) => void;
}

/** Lines and files of one request: the first screen comes at once, the rest in pieces that are read within a frame. */
const LINES = 4000;
const FILES = 60;
/** More unchanged lines than any file has. */
const ALL = 1_000_000;

/** The review of one thread. It asks for nothing until it runs. */
export function createReview(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly threadId: ThreadId;
  readonly scope: DiffScope;
  readonly ignoreSpace?: boolean;
  /** How long what stands beside the lines waits: for those that came to be drawn, and at most. Without it, for nothing. */
  readonly pauses?: { readonly drawn: number; readonly longest: number };
}): ReviewStore {
  const { client, threadId } = context;
  const store = createStore<Review>(() => ({
    scope: context.scope,
    ignoreSpace: context.ignoreSpace ?? false,
    patches: new Map(),
    whole: new Set(),
    settled: false,
  }));
  /** Paths in the order they were wanted. */
  let wanted: string[] = [];
  /** What was asked for of the diff that is shown: an answer that does not fit is not asked for forever. */
  let asked = new Set<string>();
  let running: AbortSignal = AbortSignal.abort();
  let fetching: AbortSignal | undefined;
  let current = new AbortController();

  const set = (change: Partial<Review>) => store.setState(change);
  const isWanted = (file: DiffFile): boolean => {
    const { patches, whole, ignoreSpace } = store.getState();
    const of = versionOf(file.version, ignoreSpace, whole.has(file.path));
    return patches.get(file.path)?.of !== of && !asked.has(`${of} ${file.path}`);
  };

  const afterwards = new Set<() => void>();
  const settle = () => {
    if (running.aborted) return;
    if (!store.getState().settled) set({ settled: true });
    for (const work of afterwards) work();
    afterwards.clear();
  };
  let settling: ReturnType<typeof setTimeout> | undefined;
  const settleIn = (milliseconds: number) => {
    if (store.getState().settled || context.pauses === undefined) return settle();
    clearTimeout(settling);
    settling = setTimeout(settle, milliseconds);
  };
  const { drawn, longest } = context.pauses ?? { drawn: 0, longest: 0 };

  const load = async () => {
    const life = AbortSignal.any([running, current.signal]);
    const { scope, ignoreSpace } = store.getState();
    try {
      const diff = await client.review.diff({ threadId, scope, ignoreSpace }, { signal: life });
      if (life.aborted) return;
      const before = store.getState();
      if (before.diff?.fingerprint !== diff.fingerprint) {
        const there = new Set(diff.files.map(({ path }) => path));
        const patches = new Map([...before.patches].filter(([path]) => there.has(path)));
        asked = new Set();
        wanted = [...wanted.filter((path) => there.has(path)), ...patches.keys()];
        set({ diff: keepFiles(diff, before.diff), patches, failure: undefined });
      } else {
        // What could not be read then may be read now.
        if (before.failure !== undefined) asked = new Set();
        set({ diff: keepFiles(diff, before.diff), failure: undefined });
      }
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

  // While the folder changes again and again, each look is finished before the next one begins.
  const look = {
    load: oneAtATime(load),
    check: oneAtATime(check),
  };

  /** Fetches what is wanted, piece by piece, until nothing is. */
  const pump = async () => {
    const signal = running;
    if (fetching === signal) return;
    fetching = signal;
    try {
      while (!signal.aborted) {
        const { scope, diff, ignoreSpace, whole } = store.getState();
        if (diff === undefined) return;
        const files = nextPiece(diff, wanted, isWanted, whole);
        if (files.length === 0) {
          wanted = [];
          return;
        }
        const isWhole = whole.has(files[0]?.path ?? "");
        const paths = files.map(({ path }) => path);
        for (const { path, version } of files) asked.add(`${versionOf(version, ignoreSpace, isWhole)} ${path}`);
        const answer = await client.review.patches(
          { threadId, scope, paths, fingerprint: diff.fingerprint, ignoreSpace, ...(isWhole && { context: ALL }) },
          { signal },
        );
        if (signal.aborted) return;
        const now = store.getState();
        if (scopeKey(now.scope) !== scopeKey(scope) || now.ignoreSpace !== ignoreSpace) continue;
        const read = new Map(now.patches);
        for (const { path, patch, version } of answer)
          if (now.whole.has(path) === isWhole)
            read.set(path, readPatch(path, patch, versionOf(version, ignoreSpace, isWhole), now.patches.get(path)));
        set({ patches: read });
        if (now.patches.size === 0) settleIn(drawn);
      }
    } catch (error) {
      if (!signal.aborted) set({ failure: readFailure(error) });
    } finally {
      if (fetching === signal) fetching = undefined;
    }
  };

  const refresh = () => {
    void look.load();
    void look.check();
  };

  /** Another question: what was fetched for the last one is of no use. */
  const ask = (change: Partial<Review>) => {
    current.abort();
    current = new AbortController();
    wanted = [];
    asked = new Set();
    set({ ...change, failure: undefined });
    void look.load();
  };

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    show(scope) {
      if (scopeKey(store.getState().scope) === scopeKey(scope)) return;
      ask({ scope, diff: undefined, patches: new Map(), whole: new Set() });
    },
    setIgnoreSpace(ignoreSpace) {
      const { patches, ignoreSpace: now } = store.getState();
      if (now === ignoreSpace) return;
      // The same files told in another way: what is there stays until it is replaced, and so does the person's place.
      ask({ ignoreSpace });
      wanted = [...patches.keys()];
      void pump();
    },
    setWhole(path, isWhole) {
      const whole = new Set(store.getState().whole);
      if (isWhole) whole.add(path);
      else whole.delete(path);
      set({ whole });
      wanted = [path, ...wanted];
      void pump();
    },
    want(paths) {
      const { diff } = store.getState();
      const first = new Set(paths);
      if (diff?.files.some((file) => first.has(file.path) && isWanted(file)) !== true) return;
      wanted = [...paths, ...wanted.filter((path) => !first.has(path))];
      void pump();
    },
    refresh,
    check: () => void look.check(),
    run(signal) {
      running = signal;
      // The first lines come before everything else that is asked of the folder.
      const others = () => {
        void look.check();
        void follow<{ readonly revision: number }>({
          connection: context.connection,
          signal,
          open: (life) => client.review.watch({ threadId }, { signal: life }),
          onEvent: refresh,
          onRefused: (failure) => set({ failure }),
        });
      };
      signal.addEventListener("abort", () => clearTimeout(settling), { once: true });
      void look.load().then(() => {
        if (signal.aborted) return;
        const { diff } = store.getState();
        afterwards.clear();
        afterwards.add(others);
        settleIn(diff === undefined || diff.files.length === 0 ? drawn : longest);
      });
    },
  };
}

/** What a patch is of: the file's version and the way it is told. */
export const versionOf = (version: string, ignoreSpace: boolean, whole: boolean): string =>
  `${version}${whole ? " whole" : ""}${ignoreSpace ? withoutSpace : ""}`;

/** Files that are as before are the same objects, so that what draws them need not look. */
function keepFiles(diff: Diff, before: Diff | undefined): Diff {
  if (before === undefined) return diff;
  const known = new Map(before.files.map((file) => [file.path, file]));
  const files = diff.files.map((file) => {
    const old = known.get(file.path);
    return old !== undefined && sameFile(old, file) ? old : file;
  });
  const same = files.length === before.files.length && files.every((file, at) => file === before.files[at]);
  return { ...diff, files: same ? before.files : files };
}

/** Runs again after what runs, however often it is called meanwhile. Resolves when nothing more is to be done. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let busy: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await work();
    } while (again);
    busy = undefined;
  };
  return () => {
    if (busy === undefined) busy = run();
    else again = true;
    return busy;
  };
}

/** The files of the next request: the first wanted ones that fit. Those that are shown whole are asked for one by one. */
export function nextPiece(
  diff: Diff,
  wanted: readonly string[],
  isWanted: (file: DiffFile) => boolean,
  whole: ReadonlySet<string>,
): readonly DiffFile[] {
  const files = new Map(diff.files.map((file) => [file.path, file]));
  const piece: DiffFile[] = [];
  const taken = new Set<string>();
  let lines = 0;
  for (const path of wanted) {
    const file = files.get(path);
    if (file === undefined || taken.has(path) || !isWanted(file)) continue;
    const size = file.additions + file.deletions;
    if (piece.length > 0 && (lines + size > LINES || whole.has(path))) break;
    piece.push(file);
    taken.add(path);
    lines += size;
    if (piece.length === FILES || whole.has(path)) break;
  }
  return piece;
}

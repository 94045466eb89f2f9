import { type ChangeReading, type Reading as Count, scopeKey, type ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { createInTurn } from "../git/index.ts";
import type { Comparison, Review } from "../review/index.ts";
import type { Store } from "../store/index.ts";
import { type Marked, openMarks } from "./marks.ts";
import { createRecounts, progressOf, wholeScope } from "./progress.ts";
import { createReadables } from "./readable.ts";
import { freshKeys, goneFiles, knownSince, type MarkedFile, markedFiles } from "./states.ts";
import type { MarkWhat, ReadFile, Reading, Scope, TellProgress } from "./types.ts";

/** Comparisons whose trees are remembered by fingerprint: what a person still has on screen while the folder moves on. */
const KNOWN = 64;

interface Looked {
  readonly files: readonly MarkedFile[];
  /** Keys of the last look, of files that changed since. */
  readonly since: ReadonlyMap<string, readonly string[]>;
}

/** Keeps what a person has read of threads' changes. */
export function createReading({
  store,
  review,
  tell,
  report,
  most,
}: {
  readonly store: Store;
  readonly review: Pick<Review, "compare">;
  readonly tell: TellProgress;
  readonly report: (message: string, error: unknown) => void;
  /** Marks kept of one thread. */
  readonly most?: number;
}): Reading {
  const marks = openMarks({ store, ...(most === undefined ? {} : { most }) });
  const readables = createReadables();
  const known = new Map<string, Comparison>();
  /** What is marked is found first and kept then: in between nobody else may mark. */
  const inTurn = createInTurn();
  const revisions = new Map<ThreadId, number>();
  const feed = new Feed<ThreadId>({ frame: 16, limit: 10_000, weight: () => 1 });

  const compare = async ({ threadId, place, scope }: Scope, signal?: AbortSignal): Promise<Comparison> => {
    const comparison = await review.compare(place, scope, signal);
    const name = `${threadId}\n${comparison.fingerprint}`;
    known.delete(name);
    known.set(name, comparison);
    for (const oldest of known.keys()) if (known.size > KNOWN) known.delete(oldest);
    return comparison;
  };

  const look = async (threadId: ThreadId, cwd: string, trees: Pick<Comparison, "from" | "to">): Promise<Looked> => {
    const files = await readables.between(cwd, trees);
    const marked = marks.of(threadId);
    const seen = marks.look(threadId);
    const [gone, since] = await Promise.all([
      goneFiles(cwd, { tree: trees.to, files, marked }),
      // A tree that git threw away since tells nothing: then nothing is said to be new.
      seen === undefined ? none : knownSince(readables, cwd, { trees, look: seen }).catch(() => none),
    ]);
    return { files: await markedFiles(files, marked, gone), since };
  };

  const between: Reading["between"] = async (threadId, cwd, trees) => {
    const { files, since } = await look(threadId, cwd, trees);
    return files.map((marked) => readFile(marked, since));
  };

  const count: Reading["count"] = async (scope, signal) => {
    const { fingerprint, ...trees } = await compare(scope, signal);
    return summary(fingerprint, await between(scope.threadId, scope.place.path, trees));
  };
  const recounts = createRecounts({ count, tell, report });
  const isRead = (threadId: ThreadId): boolean => marks.look(threadId) !== undefined;

  const mark: Reading["mark"] = async (scope, { fingerprint, read, what }) => {
    const { threadId, place } = scope;
    const comparison = known.get(`${threadId}\n${fingerprint}`) ?? (await compare(scope));
    if (comparison.fingerprint !== fingerprint) throw new AppError("diff_changed");
    const { files } = await look(threadId, place.path, comparison);
    const chosen = files
      .map((file) => ({ ...file, keys: chosenKeys(file, what) }))
      .filter(({ keys }) => keys.length > 0);
    await marks.change(
      threadId,
      read ? { add: unmarked(chosen), remove: none } : { add: none, remove: markedOnes(chosen) },
    );
    revisions.set(threadId, (revisions.get(threadId) ?? 0) + 1);
    feed.publish(threadId);
    if (read) await noteLook(scope, comparison);
    if (isWhole(scope)) tell(threadId, progressOf(summary("", await between(threadId, place.path, comparison))));
    else recounts.ask(scope);
  };

  return {
    between,
    async count(scope, signal) {
      const counted = await count(scope, signal);
      if (isWhole(scope) && isRead(scope.threadId)) tell(scope.threadId, progressOf(counted));
      return counted;
    },
    async changes(scope, paths, signal) {
      const { fingerprint, ...trees } = await compare(scope, signal);
      const files = await between(scope.threadId, scope.place.path, trees);
      const wanted = new Set(paths);
      return {
        fingerprint,
        files: files.filter(({ path }) => wanted.has(path)).map(({ path, hunks }) => ({ path, hunks })),
      };
    },
    mark: (scope, request) => inTurn(scope.threadId, () => mark(scope, request)),
    recount(thread) {
      if (isRead(thread.threadId)) recounts.ask(thread);
    },
    settled: recounts.settled,
    close: recounts.close,
    async *watch(threadId, signal) {
      const deliveries = feed.watch(signal);
      yield { revision: revisions.get(threadId) ?? 0 };
      for await (const delivery of deliveries) {
        if (delivery === "overrun" || delivery.events.includes(threadId))
          yield { revision: revisions.get(threadId) ?? 0 };
      }
    },
  };

  /** The person looks at the folder as it is now, from the first mark on, and again when nothing is left that was new. */
  async function noteLook(scope: Scope, { from, to }: Comparison): Promise<void> {
    const { threadId, place } = scope;
    const ofFolder = scope.scope.kind === "branch" || scope.scope.kind === "uncommitted";
    const seen = marks.look(threadId);
    if (seen === undefined) marks.setLook(threadId, ofFolder ? to : await folderTree(place, to));
    else if (ofFolder && seen !== to) {
      const { fresh } = summary("", await between(threadId, place.path, { from, to }));
      if (fresh === 0) marks.setLook(threadId, to);
    }
  }

  async function folderTree(place: Scope["place"], otherwise: string): Promise<string> {
    return review.compare(place, { kind: "uncommitted" }).then(
      ({ to }) => to,
      () => otherwise,
    );
  }
}

const isWhole = ({ scope, place }: Scope): boolean => scopeKey(scope) === scopeKey(wholeScope(place));

const none: ReadonlyMap<string, readonly string[]> = new Map();

function readFile({ file, marks }: MarkedFile, since: Looked["since"]): ReadFile {
  const fresh = freshKeys(file, since);
  const hunks = file.hunks.map((hunk) =>
    hunk.map((change): ChangeReading => {
      const read = marks.has(change.key);
      return { ...change, read, fresh: !read && fresh.has(change.key) };
    }),
  );
  return { path: file.path, ...(file.oldPath === undefined ? {} : { oldPath: file.oldPath }), hunks };
}

function summary(fingerprint: string, files: readonly ReadFile[]): Count {
  const counted = files.map(({ path, hunks }) => ({
    path,
    hunks: hunks.length,
    read: hunks.filter((hunk) => hunk.every(({ read }) => read)).length,
    fresh: hunks.filter((hunk) => hunk.some(({ fresh }) => fresh)).length,
  }));
  const sum = (key: "hunks" | "read" | "fresh"): number => counted.reduce((total, file) => total + file[key], 0);
  return { fingerprint, files: counted, hunks: sum("hunks"), read: sum("read"), fresh: sum("fresh") };
}

function chosenKeys({ file }: MarkedFile, what: MarkWhat): readonly string[] {
  const keys = file.hunks.flatMap((hunk) => hunk.map(({ key }) => key));
  if (what === "all") return keys;
  if ("paths" in what) return what.paths.includes(file.path) ? keys : [];
  if (what.path !== file.path) return [];
  const wanted = new Set(what.keys);
  return keys.filter((key) => wanted.has(key));
}

type Chosen = readonly (MarkedFile & { readonly keys: readonly string[] })[];

const unmarked = (chosen: Chosen): Marked =>
  new Map(chosen.map(({ file, marks, keys }) => [file.path, keys.filter((key) => !marks.has(key))]));

/** The marks behind the keys, where they stand. */
function markedOnes(chosen: Chosen): Marked {
  const found = new Map<string, string[]>();
  for (const { marks, keys } of chosen)
    for (const key of keys) {
      const at = marks.get(key);
      if (at === undefined) continue;
      const there = found.get(at.path);
      if (there === undefined) found.set(at.path, [at.mark]);
      else there.push(at.mark);
    }
  return found;
}

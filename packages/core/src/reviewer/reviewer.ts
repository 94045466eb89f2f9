import {
  type BlobId,
  type Diff,
  type DiffScope,
  type FindingId,
  type Findings,
  type MessageId,
  type Model,
  type PlacedFinding,
  type ReviewFinding,
  ReviewId,
  type ReviewRun,
  type ReviewVerdict,
  type Settings,
  type ThreadId,
  type ThreadSettings,
} from "@flightdeck/contract";
import type { Blobs } from "../blobs/index.ts";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { changedFiles, deleteRefs, runGit } from "../git/index.ts";
import type { Comparison, ReviewPlace } from "../review/index.ts";
import type { Store } from "../store/index.ts";
import type { OpenThread, TurnDriver } from "../threads/index.ts";
import type { ReviewerModel } from "./ask.ts";
import { type KeptFinding, type KeptReview, openBook } from "./book.ts";
import { followFindings } from "./follow.ts";
import type { Followed } from "./match.ts";
import { byUrgency, reviewDriver, reviewRefs, type RunNeeds } from "./run.ts";
import { applySuggestion, digestOf, linesFrom, openText, replaceText } from "./suggestion.ts";
import { verdictOf } from "./verdict.ts";
import { findingsMessage, scopeWords } from "./words.ts";

export interface ReviewerOptions extends Omit<RunNeeds, "book" | "changed"> {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly settings: () => Settings["review"];
  readonly load: (threadId: ThreadId) => OpenThread;
  readonly placeOf: (open: OpenThread) => ReviewPlace;
  readonly compare: (place: ReviewPlace, scope: DiffScope, signal?: AbortSignal) => Promise<Comparison>;
  readonly diff: (place: ReviewPlace, scope: DiffScope) => Promise<Diff>;
  /** Begins a turn that the driver fills. Throws `turn_running`, `thread_archived`. */
  readonly begin: (threadId: ThreadId, driver: TurnDriver) => void;
  /** Says something to the thread's agent. */
  readonly tell: (
    threadId: ThreadId,
    message: { readonly id: MessageId; readonly text: string },
  ) => "turn" | "steer" | "queue";
  /** Does work with the thread's folder to itself. Rejects with `turn_running`. */
  readonly alone: <T>(threadId: ThreadId, work: () => Promise<T>) => Promise<T>;
  readonly modelNamed: (model: string) => Model;
  readonly answersOf: (model: string) => ReviewerModel["answers"];
  readonly compactAt: (contextWindow: number) => number;
  /** Whether the project wants its changes reviewed without being asked, as its base says. */
  readonly wanted: (open: OpenThread) => Promise<boolean>;
}

/** The second opinion on what agents did: reviews, what they found, and what became of it. */
export interface Reviewer {
  /** Rejects with `nothing_to_review`, `turn_running`, and with what reading the diff rejects with. */
  start(
    threadId: ThreadId,
    scope: DiffScope,
    how?: { readonly startedBy?: ReviewRun["startedBy"]; readonly model?: string | undefined },
  ): Promise<ReviewId>;
  list(threadId: ThreadId, scope: DiffScope, signal?: AbortSignal): Promise<Findings>;
  watch(threadId: ThreadId, signal: AbortSignal): AsyncGenerator<{ readonly revision: number }, void, void>;
  send(
    threadId: ThreadId,
    message: { readonly id: MessageId; readonly findingIds: readonly FindingId[]; readonly note?: string },
  ): Promise<"turn" | "steer" | "queue">;
  dismiss(threadId: ThreadId, findingId: FindingId, reason: string): void;
  reopen(threadId: ThreadId, findingId: FindingId): void;
  apply(threadId: ThreadId, findingId: FindingId): Promise<void>;
  undo(threadId: ThreadId, findingId: FindingId): Promise<void>;
  /** What was said of exactly the diff with that fingerprint. */
  verdict(threadId: ThreadId, fingerprint: string): ReviewVerdict;
  /** The agent's work is finished: reviews it, where that is wanted and new. Rejects with what nobody expects. */
  onRest(open: OpenThread, signal: AbortSignal): Promise<void>;
  /** Lets go of what a deleted thread leaves in its repository. */
  forget(threadId: ThreadId, path: string): Promise<void>;
}

export function openReviewer(options: ReviewerOptions): Reviewer {
  const { load, placeOf, compare, now, newId } = options;
  const book = openBook(options.store);
  book.recover(now());
  const feeds = new Map<ThreadId, { readonly feed: Feed<number>; revision: number }>();

  const changed = (threadId: ThreadId): void => {
    const known = feeds.get(threadId);
    if (known === undefined) return;
    known.revision += 1;
    known.feed.publish(known.revision);
  };

  const findingOf = (threadId: ThreadId, findingId: FindingId): KeptFinding => {
    load(threadId);
    const found = book.findings(threadId).find(({ id }) => id === findingId);
    if (found === undefined) throw new AppError("finding_not_found");
    return found;
  };

  const put = (finding: KeptFinding): void => {
    book.putFindings([finding]);
    changed(finding.threadId);
  };

  /** The diff and its trees, of one and the same state. */
  const look = async (
    place: ReviewPlace,
    scope: DiffScope,
  ): Promise<{ readonly diff: Diff; readonly trees: Comparison }> => {
    for (let attempt = 0; ; attempt += 1) {
      const [diff, trees] = await Promise.all([options.diff(place, scope), compare(place, scope)]);
      if (diff.fingerprint === trees.fingerprint || attempt === 5) return { diff, trees };
    }
  };

  const modelFor = (
    settings: ThreadSettings,
    asked: string | undefined,
  ): { readonly model: string; readonly effort?: string } => {
    const set = options.settings();
    const chosen = asked === undefined || asked === set.model ? set : { model: asked, effort: undefined };
    if (chosen.model === "" || chosen.model === settings.model)
      return { model: settings.model, effort: chosen.effort ?? settings.effort };
    return { model: chosen.model, effort: chosen.effort };
  };

  const start: Reviewer["start"] = async (threadId, scope, { startedBy = "person", model: asked } = {}) => {
    const open = load(threadId);
    const place = placeOf(open);
    const { diff, trees } = await look(place, scope);
    if (diff.files.length === 0) throw new AppError("nothing_to_review");
    const reviewId = ReviewId.parse(newId("review"));
    const { model, effort } = modelFor(open.thread.settings, asked);
    const size = options.modelNamed(model).contextWindow;
    const driver = reviewDriver(
      {
        reviewId,
        threadId,
        scope,
        against: diff.against,
        words: scopeWords(scope, diff.against),
        root: place.path,
        trees: { from: trees.from, to: trees.to },
        fingerprint: trees.fingerprint,
        files: diff.files,
        startedBy,
        model,
        effort,
        answers: options.answersOf(model),
        window: { size, compactAt: options.compactAt(size) },
        wishes: options.settings().instructions,
      },
      { ...options, book, changed },
    );
    options.begin(threadId, driver);
    return reviewId;
  };

  const list: Reviewer["list"] = async (threadId, scope, signal) => {
    const place = placeOf(load(threadId));
    const kept = book.findings(threadId);
    const last = book.reviews(threadId).at(-1);
    if (last === undefined && kept.length === 0) return { current: false, findings: [] };
    const trees = await compare(place, scope, signal);
    const [followed, files] = await Promise.all([
      followFindings(place.path, kept, trees, signal),
      changedFiles(place.path, trees, signal),
    ]);
    const inDiff = new Set(files.map(({ path }) => path));
    return {
      ...(last === undefined ? {} : { last: shownReview(last) }),
      current: last?.state === "completed" && last.fingerprint === trees.fingerprint,
      findings: followed
        .toSorted((a, b) => byUrgency(a.finding, b.finding))
        .map((one) => placedFinding(one, inDiff, last)),
    };
  };

  async function* watch(
    threadId: ThreadId,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly revision: number }, void, void> {
    load(threadId);
    const known = feeds.get(threadId) ?? {
      feed: new Feed<number>({
        frame: 50,
        limit: 1_000,
        put: (waiting, revision) => waiting.splice(0, waiting.length, revision),
      }),
      revision: 0,
    };
    feeds.set(threadId, known);
    const deliveries = known.feed.watch(signal);
    yield { revision: known.revision };
    for await (const _delivery of deliveries) yield { revision: known.revision };
  }

  const send: Reviewer["send"] = async (threadId, { id, findingIds, note }) => {
    const open = load(threadId);
    const wanted = new Set<string>(findingIds);
    const chosen = book.findings(threadId).filter((finding) => wanted.has(finding.id));
    if (chosen.length < wanted.size) throw new AppError("finding_not_found");
    const place = placeOf(open);
    const trees = await compare(place, { kind: "uncommitted" });
    const followed = await followFindings(place.path, chosen.toSorted(byUrgency), trees);
    const to = options.tell(threadId, { id, text: findingsMessage(followed, note) });
    // The person may have settled one while git looked.
    const present = book.findings(threadId).filter((finding) => wanted.has(finding.id));
    book.putFindings(present.map((finding) => ({ ...finding, sentAt: now() })));
    changed(threadId);
    return to;
  };

  const apply: Reviewer["apply"] = (threadId, findingId) =>
    options.alone(threadId, async () => {
      const finding = findingOf(threadId, findingId);
      const { suggestion, lines, trees, outside } = finding;
      if (finding.state !== "open" || suggestion === undefined || lines.side !== "new")
        throw new AppError("suggestion_outdated");
      if (outside !== undefined) throw new AppError("path_outside", `${lines.path}: ${outside}`);
      const place = placeOf(load(threadId));
      const here = await compare(place, { kind: "uncommitted" });
      const [followed] = await followFindings(place.path, [finding], here);
      if (followed?.place.kind !== "moved") throw new AppError("suggestion_outdated");
      const { path, lines: at } = followed.place;
      const { stdout } = await runGit(["cat-file", "blob", `${trees.to}:${lines.path}`], { cwd: place.path });
      const expected = linesFrom(stdout.toString("utf8"), lines);
      const file = await openText(place.path, path);
      const span = { startLine: at.from, endLine: at.to };
      const bytes = applySuggestion(file.bytes, span, { expected, suggestion });
      // Undo is kept before anything changes, whatever happens then.
      const before = await options.blobs.keep(file.bytes);
      const present = findingOf(threadId, findingId);
      if (present.state !== "open") throw new AppError("suggestion_outdated");
      put({ ...present, state: "applied", applied: { path, before, after: digestOf(bytes) } });
      try {
        await replaceText(file, bytes, newId("part"));
      } catch (error) {
        put(present);
        throw error;
      }
    });

  const undo: Reviewer["undo"] = (threadId, findingId) =>
    options.alone(threadId, async () => {
      const finding = findingOf(threadId, findingId);
      const { applied, ...rest } = finding;
      if (applied === undefined) throw new AppError("suggestion_outdated");
      const file = await openText(placeOf(load(threadId)).path, applied.path);
      const before = await options.blobs.read(applied.before as BlobId);
      // A host that died may have left it undone, or never done.
      if (!file.bytes.equals(before)) {
        if (digestOf(file.bytes) !== applied.after) throw new AppError("suggestion_outdated", applied.path);
        await replaceText(file, before, newId("part"));
      }
      put({ ...rest, state: "open" });
    });

  const onRest: Reviewer["onRest"] = async (open, signal) => {
    const { thread } = open;
    const last = thread.turns.at(-1);
    const quiet = thread.queue.length + thread.approvals.length + thread.questions.length === 0;
    if (last?.kind !== "agent" || last.mode === "plan" || last.outcome !== "completed" || !quiet) return;
    const state = thread.worktree?.state ?? "local";
    if (thread.archived || (state !== "ready" && state !== "local")) return;
    if (!options.settings().auto && !(await options.wanted(open))) return;
    const scope: DiffScope = { kind: thread.worktree === undefined ? "uncommitted" : "branch" };
    try {
      const { fingerprint } = await compare(placeOf(open), scope, signal);
      signal.throwIfAborted();
      const known = book.reviews(thread.id).some((one) => one.state === "completed" && one.fingerprint === fingerprint);
      // The person may have been faster meanwhile.
      if (!known && open.thread.turns.at(-1)?.id === last.id) await start(thread.id, scope, { startedBy: "auto" });
    } catch (error) {
      // Nothing changed, or the person was faster: then there is nothing to do.
      const expected = ["nothing_to_review", "turn_running", "not_a_repository", "base_not_found", "thread_archived"];
      if (!(error instanceof AppError && expected.includes(error.code))) throw error;
    }
  };

  return {
    start,
    list,
    watch,
    send,
    dismiss: (threadId, findingId, reason) => {
      put({ ...findingOf(threadId, findingId), state: "dismissed", reason });
    },
    reopen: (threadId, findingId) => {
      const { reason: _, ...finding } = findingOf(threadId, findingId);
      put({ ...finding, state: "open" });
    },
    apply,
    undo,
    verdict: (threadId, fingerprint) => verdictOf(book.reviews(threadId), book.findings(threadId), fingerprint),
    onRest,
    forget: (threadId, path) => deleteRefs(path, reviewRefs(threadId)),
  };
}

function shownReview(kept: KeptReview): ReviewRun {
  const { threadId: _thread, trees: _trees, ...review } = kept;
  return review;
}

function placedFinding(
  { finding, place }: Followed,
  inDiff: ReadonlySet<string>,
  last: KeptReview | undefined,
): PlacedFinding {
  const { threadId: _, trees: _trees, outside, applied, ...rest } = finding;
  const shown: ReviewFinding = { ...rest, ...(applied === undefined ? {} : { undoable: true }) };
  const news = finding.seenBy !== last?.id ? "earlier" : finding.reviewId === last.id ? "new" : "again";
  return { ...shown, news, place: placeIn({ finding, place }, inDiff, outside) };
}

function placeIn(
  { finding: { lines }, place }: Followed,
  inDiff: ReadonlySet<string>,
  outside: string | undefined,
): PlacedFinding["place"] {
  if (outside !== undefined) return { kind: "outside", why: outside };
  if (place.kind === "gone") return { kind: "outside", why: "the file is gone" };
  if (!inDiff.has(place.path)) return { kind: "outside", why: "this file is not in the diff that is shown" };
  const { path, lines: at } = place;
  return {
    kind: place.kind === "moved" ? "there" : "changed",
    path,
    side: lines.side,
    startLine: at.from,
    endLine: at.to,
  };
}

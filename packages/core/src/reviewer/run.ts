import {
  type DiffScope,
  type ItemStatus,
  ItemId,
  type ReviewId,
  type ReviewItem,
  type ReviewRun,
  type ThreadId,
} from "@flightdeck/contract";
import type { ModelConnection } from "../agent/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import { commitTree, ourIdentity, updateRef } from "../git/index.ts";
import type { DrivenTurn, TurnDriver } from "../threads/index.ts";
import type { ReviewerModel } from "./ask.ts";
import type { Book, KeptFinding, KeptReview } from "./book.ts";
import type { EarlierFinding } from "./brief.ts";
import { followFindings } from "./follow.ts";
import { type Followed, settle } from "./match.ts";
import type { ChangedFile } from "./pieces.ts";
import { type ReadChange, readChange } from "./readChange.ts";
import type { readTools } from "./tools.ts";

/** What a review is to read, looked up before it begins. */
export interface Assignment {
  readonly reviewId: ReviewId;
  readonly threadId: ThreadId;
  readonly scope: DiffScope;
  readonly against: string;
  readonly words: string;
  readonly root: string;
  readonly trees: KeptReview["trees"];
  readonly fingerprint: string;
  readonly files: readonly ChangedFile[];
  readonly startedBy: ReviewRun["startedBy"];
  readonly model: string;
  readonly effort?: string;
  readonly answers: ReviewerModel["answers"];
  readonly window: ReviewerModel["window"];
  readonly wishes: string;
}

export interface RunNeeds {
  readonly book: Book;
  readonly changed: (threadId: ThreadId) => void;
  readonly openConnection: (model: string) => ModelConnection;
  readonly openTools: (turn: DrivenTurn) => Promise<ReturnType<typeof readTools>>;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
  readonly random: () => number;
  readonly wait: ReviewerModel["wait"];
}

/** So many findings stand in the conversation; the list has all of them. */
const shown = 50;

/** Fills a turn with a review: an item that says how it goes, the reviewer's looks around, and what came of it. */
export function reviewDriver(given: Assignment, needs: RunNeeds): TurnDriver {
  return { model: given.model, run: (turn) => run(given, needs, turn) };
}

async function run(given: Assignment, needs: RunNeeds, turn: DrivenTurn): ReturnType<TurnDriver["run"]> {
  const { book, now, newId } = needs;
  const { reviewId, threadId, trees, root } = given;
  const startedAt = now();
  const itemId = ItemId.parse(newId("item"));
  const base = {
    id: itemId,
    type: "review",
    reviewId,
    scope: given.words,
    model: given.model,
    startedBy: given.startedBy,
    startedAt,
  } as const;
  const show = (status: ItemStatus, more: Partial<ReviewItem>): void => {
    const item: ReviewItem = { ...base, status, files: 0, unread: 0, ...more };
    if (status === "running") turn.emit({ type: "item.updated", item });
    else turn.emit({ type: "item.completed", item: { ...item, endedAt: now() }, prompt: [] });
  };
  const review: KeptReview = {
    id: reviewId,
    threadId,
    turnId: turn.turnId,
    itemId,
    scope: given.scope,
    against: given.against,
    fingerprint: given.fingerprint,
    trees,
    model: given.model,
    startedBy: given.startedBy,
    state: "running",
    startedAt,
    files: 0,
    unread: [],
  };
  turn.emit({ type: "item.started", item: { ...base, status: "running", files: 0, unread: 0 } });
  book.putReview(review);
  needs.changed(threadId);
  /** Whatever happens, nothing is left running. */
  const failed = (error: string, outcome: "failed" | "interrupted"): void => {
    book.putReview({ ...review, state: outcome, endedAt: now(), ...(outcome === "failed" ? { error } : {}) });
    needs.changed(threadId);
    show(outcome, outcome === "failed" ? { error } : {});
  };
  const connection = needs.openConnection(given.model);
  let tools: ReturnType<typeof readTools> | undefined;
  try {
    await keepTrees(root, given);
    tools = await needs.openTools(turn);
    const earlier = await followFindings(root, waiting(book.findings(threadId)), trees, turn.signal);
    const reviewer: ReviewerModel = {
      ...given,
      connection,
      tools: tools.tools,
      cacheKey: reviewId,
      // Each request is the review's, whatever else it brought.
      emit: (event) => turn.emit(event.type === "usage" ? { ...event, items: [itemId, ...event.items] } : event),
      beforeRequest: turn.budget(),
      newId: () => newId("item"),
      now,
      random: needs.random,
      wait: needs.wait,
    };
    const reading = await readChange(
      {
        ...given,
        scope: given.words,
        earlier: earlier.map(asEarlier),
        mark: newId("mark").slice(-12),
        onPart: ({ part, parts, files }) =>
          show("running", { files, ...(parts > 1 ? { progress: `part ${part} of ${parts}` } : {}) }),
      },
      reviewer,
      turn.signal,
    );
    return end(given, needs, { review, reading, earlier, show });
  } catch (error) {
    const detail = error instanceof AppError && error.detail !== undefined ? `: ${error.detail}` : "";
    failed(`${messageOf(error)}${detail}`, turn.signal.aborted ? "interrupted" : "failed");
    throw error;
  } finally {
    connection.close();
    await tools?.close();
  }
}

interface Ending {
  readonly review: KeptReview;
  readonly reading: ReadChange;
  readonly earlier: readonly Followed[];
  readonly show: (status: ItemStatus, more: Partial<ReviewItem>) => void;
}

/** Keeps what came of it in one write, then shows it. */
function end(
  given: Assignment,
  { book, changed, newId, now }: RunNeeds,
  { review, reading, earlier, show }: Ending,
): Awaited<ReturnType<TurnDriver["run"]>> {
  const { outcome, error } = reading;
  const inDiff = new Set(given.files.map(({ path }) => path));
  // The person may have settled some while the reviewer read.
  const kept = new Map(book.findings(given.threadId).map((finding) => [finding.id, finding]));
  const current = earlier.map(({ finding, place }) => ({ finding: kept.get(finding.id) ?? finding, place }));
  const settled = settle(reading, current, {
    threadId: given.threadId,
    reviewId: given.reviewId,
    trees: given.trees,
    at: now(),
    newId: () => newId("finding"),
    inDiff: (path) => inDiff.has(path),
  });
  const { unread, summary } = reading;
  const words = error === undefined ? undefined : [error.message, error.detail].filter(Boolean).join(": ");
  const files = reading.read.length;
  book.end(
    {
      ...review,
      state: outcome,
      endedAt: now(),
      files,
      unread,
      ...(summary === "" ? {} : { summary }),
      ...(words === undefined ? {} : { error: words }),
    },
    settled.findings,
  );
  changed(given.threadId);
  show(outcome, {
    files,
    unread: unread.length,
    findings: settled.found.toSorted(byUrgency).slice(0, shown).map(inConversation),
    counts: { found: settled.found.length, again: settled.again, fixed: settled.fixed },
    ...(summary === "" ? {} : { summary }),
    ...(words === undefined ? {} : { error: words }),
  });
  return { outcome, ...(error === undefined ? {} : { error }) };
}

/** P0 first, and among equals what the reviewer is surer of. */
export const byUrgency = (a: KeptFinding, b: KeptFinding): number =>
  a.priority.localeCompare(b.priority) || b.confidence - a.confidence;

const inConversation = ({ id, priority, title, lines }: KeptFinding) => ({
  id,
  priority,
  title,
  path: lines.path,
  line: lines.startLine,
});

/** What the next review is told of: what waits, and what the person settled. */
const waiting = (findings: readonly KeptFinding[]): readonly KeptFinding[] =>
  findings.filter(({ state }) => state === "open" || state === "dismissed");

const asEarlier = ({ finding, place }: Followed): EarlierFinding => ({
  id: finding.id,
  priority: finding.priority,
  title: finding.title,
  body: finding.body,
  lines:
    place.kind === "gone"
      ? finding.lines
      : { path: place.path, side: finding.lines.side, startLine: place.lines.from, endLine: place.lines.to },
  ...(finding.state === "dismissed" ? { dismissed: finding.reason ?? "no reason was given" } : {}),
});

/** Under refs/flightdeck/, by thread, so that they go with it. */
export const reviewRefs = (threadId: ThreadId): string => `refs/flightdeck/reviews/${threadId}/`;

/** A ref keeps both trees: what findings point at must outlive a garbage collection. */
async function keepTrees(root: string, { reviewId, threadId, trees }: Assignment): Promise<void> {
  const env = { ...ourIdentity, GIT_AUTHOR_DATE: "@0 +0000", GIT_COMMITTER_DATE: "@0 +0000" };
  const message = "What a reviewer read";
  const before = await commitTree(root, { tree: trees.from, parents: [], message, env });
  const commit = await commitTree(root, { tree: trees.to, parents: [before], message, env });
  await updateRef(root, { ref: `${reviewRefs(threadId)}${reviewId}`, to: commit, reason: message });
}

import { FindingId, type ReviewFinding, ReviewId, type ReviewRun, type ThreadId } from "@flightdeck/contract";
import { z } from "zod";
import type { Trees } from "../git/index.ts";
import type { Store } from "../store/index.ts";

/** A review as it is kept: with what it read, under a ref so that nothing of it is collected. */
export interface KeptReview extends ReviewRun {
  readonly threadId: ThreadId;
  readonly trees: Trees;
}

/** A finding as it is kept. */
export interface KeptFinding extends Omit<ReviewFinding, "undoable"> {
  readonly threadId: ThreadId;
  /** The trees that the lines are told in, which are those of the review that saw it last. */
  readonly trees: Trees;
  /** Why it points outside of the diff. */
  readonly outside?: string;
  /** What an applied suggestion took the place of. */
  readonly applied?: Applied;
}

export interface Applied {
  readonly path: string;
  /** The whole file before, as a kept file. */
  readonly before: string;
  /** SHA-256 of the whole file after. */
  readonly after: string;
}

/** Reviews and findings of all threads. Whoever changes something tells the watchers of the thread. */
export interface Book {
  reviews(threadId: ThreadId): readonly KeptReview[];
  findings(threadId: ThreadId): readonly KeptFinding[];
  putReview(review: KeptReview): void;
  putFindings(findings: readonly KeptFinding[]): void;
  /** Both, or nothing. */
  end(review: KeptReview, findings: readonly KeptFinding[]): void;
  /** After a start: what an earlier host left running is interrupted. */
  recover(at: number): void;
}

/** Rows are ours; a form of another version is left out instead of failing. */
const Row = z.looseObject({ id: z.string(), threadId: z.string() });

export function openBook({ db, transaction }: Store): Book {
  const selectReviews = db.prepare<[string], { json: string }>(
    "SELECT json FROM reviews WHERE thread_id = ? ORDER BY started_at, rowid",
  );
  const selectRunning = db.prepare<[], { json: string }>("SELECT json FROM reviews WHERE state = 'running'");
  const selectFindings = db.prepare<[string], { json: string }>(
    "SELECT json FROM findings WHERE thread_id = ? ORDER BY at, rowid",
  );
  const upsertReview = db.prepare<[string, string, string, number, string]>(
    `INSERT INTO reviews (id, thread_id, state, started_at, json) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, json = excluded.json`,
  );
  const upsertFinding = db.prepare<[string, string, number, string]>(
    `INSERT INTO findings (id, thread_id, at, json) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET json = excluded.json`,
  );
  const putOne = (review: KeptReview): void => {
    upsertReview.run(review.id, review.threadId, review.state, review.startedAt, JSON.stringify(review));
  };
  const putAll = (findings: readonly KeptFinding[]): void => {
    for (const finding of findings)
      upsertFinding.run(finding.id, finding.threadId, finding.at, JSON.stringify(finding));
  };
  return {
    reviews: (threadId) => selectReviews.all(threadId).flatMap(({ json }) => read<KeptReview>(json, ReviewId)),
    findings: (threadId) => selectFindings.all(threadId).flatMap(({ json }) => read<KeptFinding>(json, FindingId)),
    putReview: (review) => transaction(() => putOne(review)),
    putFindings: (findings) => transaction(() => putAll(findings)),
    end: (review, findings) =>
      transaction(() => {
        putOne(review);
        putAll(findings);
      }),
    recover: (at) =>
      transaction(() => {
        for (const { json } of selectRunning.all())
          for (const review of read<KeptReview>(json, ReviewId))
            putOne({ ...review, state: "interrupted", endedAt: at });
      }),
  };
}

function read<Kept>(json: string, id: z.ZodType): readonly Kept[] {
  const row = Row.safeParse(JSON.parse(json));
  return row.success && id.safeParse(row.data.id).success ? [row.data as unknown as Kept] : []; // as we wrote it
}

import type { Gate as Look, GateNeed, ReviewVerdict, ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { gitText, resolveCommit, runGit } from "../git/index.ts";
import type { ReadFile, Reading } from "../reading/index.ts";
import { compareCommits, type Review, type ReviewPlace } from "../review/index.ts";
import { brokenTiers, readTiers, type Tiers, tierFile } from "./tiers.ts";

/** What the reviewer says of the diff with that fingerprint, of the scope `branch`. */
export type FindVerdict = (threadId: ThreadId, fingerprint: string) => ReviewVerdict;

/** Whether work may land, as far as a person's reading and the reviewer's findings go. Nothing changes by asking. */
export interface Gate {
  /** Of the thread's folder as it is, committed or not. Rejects as `Review.compare` does. */
  ofFolder(threadId: ThreadId, place: ReviewPlace, signal?: AbortSignal): Promise<Look>;
  /** Of exactly what would land. */
  ofCommits(
    threadId: ThreadId,
    place: ReviewPlace,
    commits: { readonly baseCommit: string; readonly head: string },
  ): Promise<Look>;
  /** Whether the base wants finished work reviewed without being asked. */
  wantsReview(place: ReviewPlace): Promise<boolean>;
}

export function createGate({
  review,
  reading,
  verdict,
}: {
  readonly review: Pick<Review, "compare">;
  readonly reading: Pick<Reading, "between">;
  readonly verdict: FindVerdict;
}): Gate {
  const look = async (
    threadId: ThreadId,
    cwd: string,
    {
      baseCommit,
      ...trees
    }: { readonly from: string; readonly to: string; readonly fingerprint: string; readonly baseCommit?: string },
  ): Promise<Look> => {
    const [tiers, files] = await Promise.all([
      baseCommit === undefined ? undefined : tiersAt(cwd, baseCommit),
      reading.between(threadId, cwd, trees),
    ]);
    return judge({ tiers, files, verdict: verdict(threadId, trees.fingerprint), fingerprint: trees.fingerprint });
  };
  return {
    async ofFolder(threadId, place, signal) {
      const [trees, baseCommit] = await Promise.all([
        review.compare(place, { kind: "branch" }, signal),
        place.base === undefined ? undefined : resolveCommit(place.path, `refs/heads/${place.base}`),
      ]);
      return look(threadId, place.path, { ...trees, ...(baseCommit === undefined ? {} : { baseCommit }) });
    },
    async ofCommits(threadId, { path: cwd, baseCommit: started }, { baseCommit, head }) {
      const start = await gitText(["merge-base", head, baseCommit], { cwd, okCodes: [0, 1] });
      const trees = await compareCommits(cwd, { from: start || started || baseCommit, to: head });
      return look(threadId, cwd, { ...trees, baseCommit });
    },
    async wantsReview({ path, base }) {
      const commit = await resolveCommit(path, base === undefined ? "HEAD" : `refs/heads/${base}`);
      return commit !== undefined && (await tiersAt(path, commit))?.auto === true;
    },
  };
}

/** What the base says, never the branch: else the work could open its own gate. Undefined where it says nothing. */
async function tiersAt(cwd: string, commit: string): Promise<Tiers | undefined> {
  const entry = await gitText(["ls-tree", "--full-tree", commit, "--", tierFile], { cwd });
  const [, type, blob] = /^\d+ (\w+) ([0-9a-f]+)\t/.exec(entry) ?? [];
  if (blob === undefined) return undefined;
  if (type !== "blob") return brokenTiers("it is no file");
  try {
    const { stdout } = await runGit(["cat-file", "blob", blob], { cwd, maxBytes: MOST_BYTES });
    return readTiers(stdout.toString("utf8"));
  } catch (error) {
    return brokenTiers(error instanceof AppError ? (error.detail ?? error.message) : String(error));
  }
}

const MOST_BYTES = 1024 * 1024;

const priorities = ["P0", "P1", "P2", "P3"] as const;

/** Decides. Without tiers the gate only says what would be worth a look. */
export function judge({
  tiers,
  files,
  verdict,
  fingerprint,
}: {
  readonly tiers: Tiers | undefined;
  readonly files: readonly ReadFile[];
  readonly verdict: ReviewVerdict;
  readonly fingerprint: string;
}): Look {
  const tierOf = ({ path, oldPath }: ReadFile) => {
    const found = [tiers?.of(path), oldPath === undefined ? undefined : tiers?.of(oldPath)];
    return (["human", "ai", "none"] as const).find((tier) => found.includes(tier)) ?? "ai";
  };
  const rows = files.map((file) => ({
    path: file.path,
    tier: tierOf(file),
    hunks: file.hunks.length,
    unread: file.hunks.filter((hunk) => !hunk.every(({ read }) => read)).length,
  }));
  const sum = (key: "hunks" | "unread", of = rows): number => of.reduce((total, row) => total + row[key], 0);
  const human = rows.filter(({ tier }) => tier === "human");
  const counts = {
    hunks: sum("hunks"),
    unread: sum("unread"),
    critical: tiers === undefined ? 0 : sum("unread", human),
  };

  const missing: GateNeed[] = [];
  if (tiers === undefined ? counts.unread > 0 : counts.critical > 0)
    missing.push({ kind: "read", hunks: counts.unread, critical: counts.critical });
  /** Where a person reads or nobody has to, the reviewer may leave files out. */
  const leftOut = (unread: readonly { readonly path: string }[] = []): boolean =>
    unread.some(({ path }) => rows.some((row) => row.path === path && row.tier === "ai"));
  if (verdict.kind === "findings") {
    missing.push(...openFindings(verdict.open, tiers?.findings ?? "P1"));
    // Small findings do not make up for what nobody read.
    if (leftOut(verdict.unread)) missing.push({ kind: "review", verdict: "incomplete" });
  } else if (verdict.kind === "incomplete") {
    if (leftOut(verdict.unread)) missing.push({ kind: "review", verdict: "incomplete" });
  } else if (verdict.kind !== "passed") {
    // Where nothing says that a review is needed, one that was begun is worth a word.
    const wanted = tiers === undefined ? verdict.kind !== "none" : rows.some(({ tier }) => tier === "ai");
    if (wanted) missing.push({ kind: "review", verdict: verdict.kind });
  }

  return {
    state: tiers === undefined ? "off" : missing.length > 0 ? "closed" : "open",
    fingerprint,
    missing,
    ...counts,
    verdict,
    ...(tiers?.problem === undefined ? {} : { problem: tiers.problem }),
    ...(tiers === undefined
      ? {}
      : {
          tiers: {
            human: human.map(({ path }) => path),
            none: rows.filter(({ tier }) => tier === "none").map(({ path }) => path),
          },
        }),
  };
}

/** The worst first. */
const openFindings = (
  open: Readonly<Record<(typeof priorities)[number], number>>,
  down: (typeof priorities)[number],
): readonly GateNeed[] =>
  priorities
    .slice(0, priorities.indexOf(down) + 1)
    .flatMap((priority): GateNeed[] =>
      open[priority] > 0 ? [{ kind: "findings", priority, count: open[priority] }] : [],
    );

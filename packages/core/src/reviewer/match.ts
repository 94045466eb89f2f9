import { FindingId, type ReviewId, type ThreadId } from "@flightdeck/contract";
import type { LinePlace, Trees } from "../git/index.ts";
import type { KeptFinding } from "./book.ts";
import type { Found, ReadChange } from "./readChange.ts";

/** An earlier finding that waits or was dismissed, and where its lines are in what was read now. */
export interface Followed {
  readonly finding: KeptFinding;
  readonly place: LinePlace;
}

export interface Settled {
  /** Everything that changed, to be kept. */
  readonly findings: readonly KeptFinding[];
  readonly found: readonly KeptFinding[];
  /** Of `found`: those that an earlier review had seen. */
  readonly again: number;
  readonly fixed: number;
}

interface Now {
  readonly threadId: ThreadId;
  readonly reviewId: ReviewId;
  readonly trees: Trees;
  readonly at: number;
  readonly newId: () => string;
  /** Whether a path is in the diff that was read. */
  readonly inDiff: (path: string) => boolean;
}

/** Lines this far apart, with nearly the same title, are one place to a model. */
const near = 4;

/**
 * Puts what a review found together with what was found before: the same finding at the same place is one finding. What
 * was read again and not found again is fixed when the reviewer says so, when its lines changed or when they are gone; if
 * nothing of this is so, it goes on waiting. What was not read again is left as it was.
 */
export function settle(
  reading: Pick<ReadChange, "found" | "previous" | "read">,
  earlier: readonly Followed[],
  now: Now,
): Settled {
  const open = new Map(earlier.map((followed) => [followed.finding.id, followed]));
  const found: KeptFinding[] = [];
  const kept: KeptFinding[] = [];
  let again = 0;
  let fixed = 0;
  const seenAgain = (followed: Followed, words: Partial<KeptFinding> = {}): void => {
    const { finding } = followed;
    open.delete(finding.id);
    // The person settled it, perhaps just now; the reviewer sees it all the same, and has no say in that.
    if (finding.state !== "open") return;
    const moved: KeptFinding = {
      ...finding,
      ...here(followed, now),
      ...words,
      state: "open",
      seenBy: now.reviewId,
    };
    again += 1;
    found.push(moved);
    kept.push(moved);
  };
  for (const one of reading.found) {
    const known = [...open.values()].find((followed) => isSame(one, followed));
    if (known === undefined) {
      const fresh = newFinding(one, now);
      found.push(fresh);
      kept.push(fresh);
    } else {
      const { lines, outside, suggestion } = one;
      seenAgain(known, { lines, outside, suggestion, trees: now.trees });
    }
  }
  const read = new Set(reading.read);
  for (const followed of open.values()) {
    const { finding, place } = followed;
    if (finding.state !== "open") continue;
    const status = reading.previous.get(finding.id);
    if (status === "still_there") {
      seenAgain(followed);
      continue;
    }
    const path = place.kind === "gone" ? finding.lines.path : place.path;
    const wasRead = read.has(path);
    const left = !now.inDiff(path) || place.kind === "gone";
    const isFixed = status === "fixed" ? wasRead || left : status === undefined && wasRead && place.kind === "changed";
    if (!isFixed) continue;
    fixed += 1;
    kept.push({ ...finding, state: "fixed" });
  }
  return { findings: kept, found, again, fixed };
}

/** The finding's lines as they are in what was read now, when they can be told word for word. */
function here({ finding, place }: Followed, { trees }: Now): Partial<KeptFinding> {
  if (place.kind !== "moved") return {};
  const { path, lines } = place;
  return { trees, lines: { path, side: finding.lines.side, startLine: lines.from, endLine: lines.to } };
}

function newFinding({ outside, lines, ...words }: Found, { threadId, reviewId, trees, at, newId }: Now): KeptFinding {
  return {
    id: FindingId.parse(newId()),
    threadId,
    reviewId,
    seenBy: reviewId,
    ...words,
    lines,
    ...(outside === undefined ? {} : { outside }),
    trees,
    state: "open",
    at,
  };
}

const words = (title: string): ReadonlySet<string> => new Set(title.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? []);

/** How much two titles have in common, 0 to 1. */
export function likeness(a: string, b: string): number {
  const [left, right] = [words(a), words(b)];
  const common = [...left].filter((word) => right.has(word)).length;
  const all = left.size + right.size - common;
  return all === 0 ? Number(a === b) : common / all;
}

function isSame({ title, lines }: Found, { finding, place }: Followed): boolean {
  if (place.kind === "gone") return false;
  if (place.path !== lines.path || finding.lines.side !== lines.side) return false;
  const { from, to } = place.lines;
  const apart = Math.max(lines.startLine - to, from - lines.endLine, 0);
  const alike = likeness(title, finding.title);
  if (apart === 0) return alike >= 0.4;
  return apart <= near ? alike >= 0.6 : alike === 1;
}

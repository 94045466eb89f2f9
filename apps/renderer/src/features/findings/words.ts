import type { PlacedFinding, ReviewRun } from "@flightdeck/contract";

const some = (count: number, one: string): string => `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;

/** Behind the section's name. */
export function countWords(findings: readonly PlacedFinding[]): string {
  const open = findings.filter(({ state }) => state === "open").length;
  return open > 0 ? `${open} open` : findings.length > 0 ? "none open" : "";
}

/** What became of a finding, in a word; nothing for one that waits and says nothing new. */
export function stateWord({ state, news, place, sentAt }: PlacedFinding): string | undefined {
  switch (state) {
    case "fixed":
      return "fixed";
    case "applied":
      return "applied";
    case "dismissed":
      return "dismissed";
    case "open":
      if (place.kind === "outside") return "outside the diff";
      if (place.kind === "changed") return "lines changed";
      if (news === "again") return "still there";
      return sentAt === undefined ? undefined : "sent";
  }
}

const whys = {
  lock: "lock file",
  generated: "generated",
  binary: "no text",
  room: "too large",
  failed: "not reached",
} as const;

/** What the last review read, in a line, and what it left out. */
export function reviewLine(last: ReviewRun, current: boolean): string {
  switch (last.state) {
    case "running":
      return "The reviewer reads the changes";
    case "failed":
      return last.error === undefined ? "The review failed" : `The review failed: ${last.error}`;
    case "interrupted":
      return "The review was stopped";
    case "completed":
      return `${current ? "Reviewed as it is" : "Changed since the review"}, ${some(last.files, "file")} read`;
  }
}

/** "2 files not read: 1 generated, 1 too large". */
export function unreadWords({ unread }: Pick<ReviewRun, "unread">): string | undefined {
  if (unread.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { why } of unread) counts.set(whys[why], (counts.get(whys[why]) ?? 0) + 1);
  const parts = [...counts].map(([why, count]) => (why === whys.lock ? some(count, why) : `${count} ${why}`));
  return `${some(unread.length, "file")} not read: ${parts.join(", ")}`;
}

import type { ReviewVerdict, UnreadFile } from "@flightdeck/contract";
import { expect, test } from "vitest";
import type { KeptFinding, KeptReview } from "./book.ts";
import { verdictOf } from "./verdict.ts";

const review = (fingerprint: string, state: KeptReview["state"], unread: readonly UnreadFile[] = []): KeptReview =>
  ({ fingerprint, state, unread }) as KeptReview; // a verdict reads nothing else
const finding = (priority: KeptFinding["priority"], state: KeptFinding["state"]): KeptFinding =>
  ({ priority, state }) as KeptFinding;

const none = { P0: 0, P1: 0, P2: 0, P3: 0 };
const room: UnreadFile = { path: "big.ts", why: "room" };

test.each<[string, readonly KeptReview[], readonly KeptFinding[], ReviewVerdict]>([
  ["nobody reviewed", [], [], { kind: "none" }],
  [
    "a review that failed or was stopped is none",
    [review("f", "failed"), review("f", "interrupted")],
    [],
    { kind: "none" },
  ],
  ["one runs", [review("f", "completed"), review("f", "running")], [], { kind: "running" }],
  ["another state was reviewed", [review("old", "completed")], [], { kind: "stale" }],
  [
    "it was reviewed before the last review of another state",
    [review("f", "completed"), review("x", "completed")],
    [],
    { kind: "passed" },
  ],
  [
    "all is settled",
    [review("f", "completed")],
    [finding("P0", "dismissed"), finding("P0", "fixed"), finding("P1", "applied")],
    { kind: "passed" },
  ],
  [
    "what an earlier review found still waits",
    [review("f", "completed")],
    [finding("P2", "open")],
    { kind: "findings", open: { ...none, P2: 1 } },
  ],
  ["not all was read", [review("f", "completed", [room])], [], { kind: "incomplete", unread: [room] }],
  [
    "a small finding does not hide that",
    [review("f", "completed", [room])],
    [finding("P3", "open")],
    { kind: "findings", open: { ...none, P3: 1 }, unread: [room] },
  ],
  [
    "lock files and pictures have no reader, but what calls itself generated or binary is not read for that",
    [
      review("f", "completed", [
        { path: "package-lock.json", why: "lock" },
        { path: "a.png", why: "binary" },
        { path: "x.ts", why: "generated" },
        { path: "pay.ts", why: "binary" },
      ]),
    ],
    [],
    {
      kind: "incomplete",
      unread: [
        { path: "x.ts", why: "generated" },
        { path: "pay.ts", why: "binary" },
      ],
    },
  ],
])("%s", (_name, reviews, findings, verdict) => {
  expect(verdictOf(reviews, findings, "f")).toEqual(verdict);
});

import { z } from "zod";
import { TurnId } from "./ids.ts";

/** Who has to look at a change before it lands: a person at every hunk, the reviewer, or nobody. */
export const Tier = z.enum(["human", "ai", "none"]);
export type Tier = z.infer<typeof Tier>;

/**
 * What the reviewer says of one exact diff. none: nobody reviewed; running: somebody does; stale: another state was
 * reviewed; incomplete: reviewed, without findings, but not all of it was read; passed: read whole, nothing is open.
 */
export type ReviewVerdict =
  | { readonly kind: "none" | "running" | "stale" | "passed" }
  | { readonly kind: "incomplete"; readonly unread: readonly { readonly path: string; readonly why: string }[] }
  | {
      readonly kind: "findings";
      readonly open: Readonly<Record<"P0" | "P1" | "P2" | "P3", number>>;
      /** Not all of it was read, either. */
      readonly unread?: readonly { readonly path: string; readonly why: string }[];
    };

/** Something that the gate asks for and does not have. */
export type GateNeed =
  /** Hunks that no person has read; `critical` of them are in files that a person has to read. */
  | { readonly kind: "read"; readonly hunks: number; readonly critical: number }
  /** The reviewer has to look, or to look again. */
  | { readonly kind: "review"; readonly verdict: "none" | "running" | "stale" | "incomplete" }
  | { readonly kind: "findings"; readonly priority: "P0" | "P1" | "P2" | "P3"; readonly count: number };

/** Whether a thread's work may land, as far as reading and reviewing go. */
export interface Gate {
  /**
   * `off`: the base has no `.flightdeck/review.toml`; what is missing is said and holds nothing back. `closed`: something
   * is missing, and landing needs an override.
   */
  readonly state: "off" | "open" | "closed";
  /** The state that was looked at; the fingerprint of the same state's diff of the scope `branch`. */
  readonly fingerprint: string;
  /** What holds the landing back; with `off` what would be worth a look. */
  readonly missing: readonly GateNeed[];
  readonly hunks: number;
  readonly unread: number;
  /** Unread hunks in critical files. */
  readonly critical: number;
  readonly verdict: ReviewVerdict;
  /** Why `.flightdeck/review.toml` cannot be read: until it is mended, every file counts as critical. */
  readonly problem?: string;
  /** Files that a person has to read, and those that nobody has to look at; absent with `off`. */
  readonly tiers?: { readonly human: readonly string[]; readonly none: readonly string[] };
  /** What the last run of tests said, where one was seen. */
  readonly tests?: GateTests;
}

export interface GateTests {
  readonly state: "passed" | "failed";
  readonly passed?: number;
  readonly failed?: number;
  readonly command: string;
  /** The agent changed files after it. */
  readonly stale: boolean;
}

/** The person lands although something is missing: which state, and why. */
export const GateOverride = z.object({
  /** Of the gate that they were shown; another state is refused. */
  fingerprint: z.string().min(1).max(100),
  reason: z.string().trim().min(1).max(2000),
});
export type GateOverride = z.infer<typeof GateOverride>;

/** What a thread's log keeps of it. */
export const OverrideRecord = z.object({
  at: z.number(),
  base: z.string(),
  /** The commit whose work was to land. */
  head: z.string(),
  reason: z.string(),
  /** What was missing, in words. */
  missing: z.array(z.string()),
  /** The last turn until then. */
  after: TurnId.optional(),
});
export type OverrideRecord = z.infer<typeof OverrideRecord>;

const count = (number: number, one: string): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : `${one}s`}`;

const reviewWords = {
  none: "No review yet",
  running: "The review is running",
  stale: "Changed since the review",
  incomplete: "The review left files out",
} as const;

/** What is missing, for a person. */
export function needWords(need: GateNeed): string {
  switch (need.kind) {
    case "read":
      return `${count(need.hunks, "hunk")} to read${need.critical > 0 ? `, ${need.critical.toLocaleString("en")} critical` : ""}`;
    case "review":
      return reviewWords[need.verdict];
    case "findings":
      return `${count(need.count, "finding")} open at ${need.priority}`;
  }
}

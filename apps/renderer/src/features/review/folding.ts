import type { DiffFile, Generated } from "@flightdeck/contract";

/** Files with more changed lines come folded: they are seldom written by hand. */
const HUGE = 3000;

export const generatedWords: Readonly<Record<Generated, string>> = {
  generated: "generated",
  lock: "lock file",
  minified: "minified",
  vendored: "vendored",
};

/** Why a file comes folded, for a person. */
export function comesFolded({ generated, additions, deletions }: DiffFile): string | undefined {
  if (generated !== undefined) return `${generatedWords[generated]}, folded`;
  return additions + deletions > HUGE ? "large, folded" : undefined;
}

import type { Turn } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { compareTrees } from "../git/index.ts";
import type { Review, ReviewPlace } from "../review/index.ts";
import type { Changes } from "./accounting.ts";

/** What there is to compare at the end of a run. */
export interface RunPlaces {
  readonly place: ReviewPlace;
  /** Whether the worktree was made for the run; elsewhere others work too, so that its turns alone are looked at. */
  readonly own: boolean;
  /** Its turns, in their order. */
  readonly turns: readonly Turn[];
}

/** What a run did to files; undefined where that cannot be told. */
export async function changesOf(
  { place, own, turns }: RunPlaces,
  { compare }: Pick<Review, "compare">,
): Promise<Changes | undefined> {
  const before = turns[0]?.checkpoints.before;
  const after = turns.at(-1)?.checkpoints.after;
  if (!own && (before === undefined || after === undefined)) return undefined;
  try {
    const trees = own ? await compare(place, { kind: "branch" }) : { from: before ?? "", to: after ?? "" };
    const files = await compareTrees(place.path, trees);
    return {
      files: files.length,
      additions: files.reduce((sum, { additions }) => sum + additions, 0),
      deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
    };
  } catch (error) {
    if (error instanceof AppError && ["not_a_repository", "base_not_found", "worktree_missing"].includes(error.code))
      return undefined;
    throw error;
  }
}

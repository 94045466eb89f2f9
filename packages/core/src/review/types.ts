import type { Diff, DiffScope, FilePatch } from "@flightdeck/contract";
import type { Trees } from "../git/index.ts";

/** What a thread's changes are read from. */
export interface ReviewPlace {
  /** The thread's folder: a worktree, or the project's own checkout. */
  readonly path: string;
  /** The branch it lands on. */
  readonly base?: string;
  /** The commit it started from; stands in for the base where there is none. */
  readonly baseCommit?: string;
  /** Checkpoints around the last turn; without `after` the turn runs and the folder is read as it is. */
  readonly before?: string;
  readonly after?: string;
  /** How a person calls the last turn: "turn 3". */
  readonly turn?: string;
}

export interface LineCount {
  readonly additions: number;
  readonly deletions: number;
}

export interface FolderWatch {
  close(): void;
}

/** The two trees of a scope. */
export interface Comparison {
  readonly from: string;
  readonly to: string;
  /** How a person calls what it is compared with. */
  readonly against: string;
  /** Of the diff between them. */
  readonly fingerprint: string;
}

/** Reads what differs. Rejects with `worktree_missing`, `base_not_found`, `git_failed`, `disk_full`. */
export interface Review {
  /** What the scope compares now, as git trees that stay as they are whatever happens in the folder. */
  compare(place: ReviewPlace, scope: DiffScope, signal?: AbortSignal): Promise<Comparison>;
  diff(place: ReviewPlace, scope: DiffScope, signal?: AbortSignal): Promise<Diff>;
  /** The trees or commits that a scope compares now. */
  trees(place: ReviewPlace, scope: DiffScope, signal?: AbortSignal): Promise<Trees>;
  /** In the order asked for; a path that does not differ has an empty patch. */
  patches(
    place: ReviewPlace,
    scope: DiffScope,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly FilePatch[]>;
  /** Lines of the whole branch, for a row of a list. */
  countLines(place: ReviewPlace, signal?: AbortSignal): Promise<LineCount>;
  /** Calls back, debounced, when files or the checkout's HEAD or index change. One watcher per folder, however many look. */
  watchFolder(path: string, onChange: () => void): Promise<FolderWatch>;
}

import type {
  BinaryVersion,
  Diff,
  DiffScope,
  FilePatch,
  FoundInDiff,
  ScopeChoices,
  TurnId,
} from "@flightdeck/contract";
import type { DiffOptions, Trees } from "../git/index.ts";

/** The states around a turn; without `after` it runs, and the folder is read as it is. */
export interface TurnStates {
  readonly before?: string;
  readonly after?: string;
  /** How a person calls it: "turn 3". */
  readonly name: string;
}

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
  /** The states around any turn; undefined for one that is not there. */
  readonly turnStates?: (turnId: TurnId) => TurnStates | undefined;
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

export interface PatchOptions extends DiffOptions {
  /** Of a diff that was read lately: the patches are of that state. */
  readonly fingerprint?: string;
}

/**
 * Reads what differs. Rejects with `worktree_missing`, `base_not_found`, `turn_not_found`, `branch_not_found`, `git_failed`,
 * `disk_full`.
 */
export interface Review {
  /** What the scope compares now, as git trees that stay as they are whatever happens in the folder. */
  compare(place: ReviewPlace, scope: DiffScope, signal?: AbortSignal): Promise<Comparison>;
  diff(place: ReviewPlace, scope: DiffScope, options?: DiffOptions, signal?: AbortSignal): Promise<Diff>;
  /** The trees or commits that a scope compares now. */
  trees(place: ReviewPlace, scope: DiffScope, signal?: AbortSignal): Promise<Trees>;
  /** In the order asked for; a path that does not differ has an empty patch. */
  patches(
    place: ReviewPlace,
    scope: DiffScope,
    paths: readonly string[],
    options?: PatchOptions,
    signal?: AbortSignal,
  ): Promise<readonly FilePatch[]>;
  /** Both versions of a file that is no text. */
  binary(
    place: ReviewPlace,
    scope: DiffScope,
    path: string,
    options?: PatchOptions,
    signal?: AbortSignal,
  ): Promise<{ readonly old?: BinaryVersion; readonly new?: BinaryVersion }>;
  /** Where the patches have a text, in any case. */
  find(
    place: ReviewPlace,
    scope: DiffScope,
    text: string,
    options?: PatchOptions,
    signal?: AbortSignal,
  ): Promise<FoundInDiff>;
  /** The branch's commits, and how many files are staged. */
  choices(place: ReviewPlace, signal?: AbortSignal): Promise<Omit<ScopeChoices, "turns">>;
  /** Which of these pairs of states differ at all. */
  differing(
    place: ReviewPlace,
    pairs: readonly { readonly before: string; readonly after: string }[],
    signal?: AbortSignal,
  ): Promise<readonly boolean[]>;
  /** Lines of the whole branch, for a row of a list. */
  countLines(place: ReviewPlace, signal?: AbortSignal): Promise<LineCount>;
  /** Calls back, debounced, when files or the checkout's HEAD or index change. One watcher per folder, however many look. */
  watchFolder(path: string, onChange: () => void): Promise<FolderWatch>;
}

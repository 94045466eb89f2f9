import type {
  ChangesDone,
  ChosenFile,
  ChangesRequest,
  FileStaging,
  Revert,
  RevertId,
  ThreadId,
} from "@flightdeck/contract";
import type { InTurn, Shadows } from "../git/index.ts";
import type { Store } from "../store/index.ts";
import type { SpawnConfined } from "./filters.ts";

/** The two states that a person compares. */
export interface Compared {
  readonly from: string;
  readonly to: string;
  /** What the later state is of: the files byte for byte, the files as git would store them, or what is staged. */
  readonly of: "disk" | "stored" | "index";
  /** It reaches from HEAD to the files: all that is not committed. */
  readonly uncommitted: boolean;
  readonly fingerprint: string;
}

export interface ChangesPlace {
  /** The thread's folder: a worktree, or the project's own checkout. */
  readonly path: string;
  readonly threadId: ThreadId;
}

/** What the person chose of a diff. */
export interface Selection extends Pick<ChangesRequest, "fingerprint" | "ignoreSpace"> {
  readonly files: "all" | readonly Chosen[];
  /** Narrows all of them to these names, of which some may not differ any more. */
  readonly only?: ReadonlySet<string>;
}

interface Chosen extends Omit<ChosenFile, "lines"> {
  readonly lines?: { readonly removed: readonly number[]; readonly added: readonly number[] } | undefined;
}

export interface ChangesDeps {
  readonly store: Store;
  readonly shadows: Shadows;
  /** FLIGHTDECK_HOME. */
  readonly home: string;
  readonly spawn: SpawnConfined;
  /** By checkout: what changes its index goes one after another. */
  readonly inTurn: InTurn;
  readonly now: () => number;
  readonly newId: () => string;
  readonly report: (message: string, error: unknown) => void;
}

/**
 * Stages, unstages and takes back what was chosen of a diff: exactly those lines, nothing else. Everything rejects with
 * nothing changed: `changed_since` when it is not what was shown any more, `changed_later` when later changes touch the
 * same lines, `index_locked`, `whole_file_only`, `file_in_conflict`, `submodule_change`, `git_failed`, `disk_full`.
 */
export interface Changes {
  /** Also of a turn: of its lines those that are not committed yet. `nothing_to_stage` when there is none. */
  stage(place: ChangesPlace, compared: Compared, selection: Selection, signal?: AbortSignal): Promise<ChangesDone>;
  unstage(place: ChangesPlace, compared: Compared, selection: Selection, signal?: AbortSignal): Promise<ChangesDone>;
  /** Takes the changes out of the files, and out of what is staged. What was there is kept for `undo`. */
  revert(place: ChangesPlace, compared: Compared, selection: Selection, signal?: AbortSignal): Promise<Revert>;
  /** Puts back what a revert took, as long as its lines are as it left them. Also rejects with `revert_not_found`. */
  undo(place: ChangesPlace, id: RevertId, signal?: AbortSignal): Promise<ChangesDone>;
  /** The reverts that can be undone, newest first. */
  reverts(threadId: ThreadId): readonly Revert[];
  /** How much of some files' changes is staged. */
  staging(
    place: ChangesPlace,
    compared: Compared,
    names: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly FileStaging[]>;
  /** Lets go of what is kept for a thread that is deleted. */
  forget(place: ChangesPlace): Promise<void>;
  /** At host start: takes back what a killed host left half-way. */
  recover(): Promise<void>;
}

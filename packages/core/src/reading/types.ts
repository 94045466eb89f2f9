import type {
  ChangeReading,
  DiffScope,
  FileChangesReading,
  ReadProgress,
  Reading as Count,
  ThreadId,
} from "@flightdeck/contract";
import type { ReviewPlace } from "../review/index.ts";

/** A scope of a thread's changes. */
export interface Scope {
  readonly threadId: ThreadId;
  readonly place: ReviewPlace;
  readonly scope: DiffScope;
}

/** Hears how far a thread's whole work is read whenever that was counted; undefined: there is nothing to read. */
export type TellProgress = (threadId: ThreadId, progress: ReadProgress | undefined) => void;

export interface ReadFile {
  readonly path: string;
  readonly oldPath?: string;
  readonly hunks: readonly (readonly ChangeReading[])[];
}

export type MarkWhat =
  | "all"
  | { readonly paths: readonly string[] }
  | { readonly path: string; readonly keys: readonly string[] };

/** Reads as `Review` does, and rejects as it does. */
export interface Reading {
  count(scope: Scope, signal?: AbortSignal): Promise<Count>;
  changes(
    scope: Scope,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ readonly fingerprint: string; readonly files: readonly FileChangesReading[] }>;
  /** Rejects with `diff_changed` when the diff of that fingerprint is not known any more and the present one is another. */
  mark(
    scope: Scope,
    mark: { readonly fingerprint: string; readonly read: boolean; readonly what: MarkWhat },
  ): Promise<void>;
  /** What is read of the changes between two trees; whose they are decides which marks count. */
  between(
    threadId: ThreadId,
    cwd: string,
    trees: { readonly from: string; readonly to: string },
  ): Promise<readonly ReadFile[]>;
  /**
   * Something else came of a thread's work: how far it is read is counted in the background and told. Nothing is counted of
   * a thread that nobody has read anything of.
   */
  recount(thread: Pick<Scope, "threadId" | "place">): void;
  /** Settles when nothing is counted in the background. */
  settled(): Promise<void>;
  close(): Promise<void>;
  /** A number at once, and a higher one after each mark of the thread. */
  watch(threadId: ThreadId, signal: AbortSignal): AsyncGenerator<{ readonly revision: number }, void, void>;
}

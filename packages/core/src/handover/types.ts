import type {
  HandoverCheck,
  HandoverId,
  HandoverTarget,
  Project,
  ThreadId,
  ThreadWorktree,
} from "@flightdeck/contract";
import type { InTurn, Shadows } from "../git/index.ts";
import type { Store } from "../store/index.ts";
import type { Worktrees } from "../worktrees/index.ts";
import type { HandoverRow, HandoverRows } from "./rows.ts";

/** A thread where it works now. */
export interface HandoverPlace {
  readonly threadId: ThreadId;
  readonly title: string;
  readonly project: Project;
  /** Undefined for one that has worked in the local checkout from its start. */
  readonly worktree?: ThreadWorktree;
  readonly cwd: string;
}

/** Where a thread works after a move. */
export interface NewPlace {
  readonly worktree: ThreadWorktree;
  readonly cwd: string;
}

export interface HandoverDeps {
  readonly store: Store;
  readonly shadows: Shadows;
  readonly worktrees: Worktrees;
  /** By repository: what moves its branches goes one after another. */
  readonly inTurn: InTurn;
  readonly now: () => number;
  readonly newId: () => string;
  readonly report: (message: string, error: unknown) => void;
  /** Called between the steps of a move: where tests break off. */
  readonly step?: (name: string) => void | Promise<void>;
}

export interface HandoverContext extends HandoverDeps {
  readonly rows: HandoverRows;
}

export type Told = (place: NewPlace) => void;

/** Moves threads between their worktree and the project's own checkout, whole or not at all. */
export interface Handovers {
  /** What a move would do, and what stands in its way. Nothing changes. */
  check(place: HandoverPlace, to: HandoverTarget): Promise<HandoverCheck>;
  /**
   * Moves, or copies to a worktree. `told` happens in the write that makes it so. Rejects, with nothing changed, with the
   * codes of `handovers.start`.
   */
  start(
    place: HandoverPlace,
    request: { readonly to: HandoverTarget; readonly how: "move" | "copy" },
    told: Told,
  ): Promise<{ readonly id: HandoverId }>;
  /** Both folders as before. Rejects with `handover_not_found`, `handover_changed`. */
  undo(place: Pick<HandoverPlace, "threadId">, id: HandoverId, told: Told): Promise<void>;
  /** At host start: takes back what a killed host left half-way. Answers with where those threads are again. */
  recover(): Promise<readonly (NewPlace & { readonly threadId: ThreadId })[]>;
}

export type { HandoverRow };

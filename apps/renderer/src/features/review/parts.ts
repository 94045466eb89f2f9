import type { DiffFile, ThreadId } from "@flightdeck/contract";
import { type ComponentType, createContext, type ReactNode, use } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { ReviewStore } from "./store.ts";

/** The version of a file that a line number counts in. */
export type Side = "old" | "new";

export interface LinePoint {
  readonly side: Side;
  readonly line: number;
}

/** A hunk of a file's patch, as it is shown now: with whitespace ignored, git cuts other ones. */
export interface HunkRef {
  readonly path: string;
  /** Its place in the file's patch, from 0. */
  readonly index: number;
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** "@@ -58,12 +58,16 @@", without the name behind it. */
  readonly header: string;
  /** What git says the hunk is in: a function, a heading. Text of the repository: show it with `visibleName`. */
  readonly section: string;
  /** Old numbers of the removed lines and new numbers of the added ones. */
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** Lines that the person chose, by mouse or keyboard; never across files. */
export interface LineSelection {
  readonly path: string;
  /** Its ends in the order of the diff. */
  readonly start: LinePoint;
  readonly end: LinePoint;
  /** Old numbers of the removed lines and new numbers of the added ones in it. */
  readonly removed: readonly number[];
  readonly added: readonly number[];
  /** The lines of either version that it covers, unchanged ones included; absent where it covers none. */
  readonly old?: { readonly start: number; readonly end: number };
  readonly new?: { readonly start: number; readonly end: number };
}

/** Something to be drawn below a line: a comment, a finding, a form. */
export interface LineAnnotation {
  /** Names it among all annotations, and keeps its state while its place changes. */
  readonly key: string;
  readonly path: string;
  readonly side: Side;
  readonly startLine: number;
  /** It stands below this line; 0 is above all lines of the file. One whose end line the patch does not show stands below the nearest line above it that is. */
  readonly endLine: number;
  readonly render: () => ReactNode;
}

/** Lines with a mark at the edge of the gutter: what changed since the person looked. */
export interface MarkedLines {
  readonly path: string;
  readonly side: Side;
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * What one feature puts into the diff pane. A feature exports one of these and stands in `allParts.ts`; the pane draws what is
 * there, in the order of that list. Components may use every hook, `useReview()` for where they are; they are only mounted for
 * what is in view. `Around` is mounted once per review, around everything: the place for a feature's own context.
 */
export interface ReviewPart {
  readonly Around?: ComponentType<{ readonly children: ReactNode }>;

  /** In the bar on top, before the buttons for the style. */
  readonly Tools?: ComponentType;
  /** Rows below the bar on top, as wide as the pane: notes, a form that concerns everything. */
  readonly Banner?: ComponentType;

  /** In a row of the file list, before the name, 14 px wide; the first part that has one takes the place of the letter. */
  readonly FileMark?: ComponentType<{ readonly file: DiffFile }>;
  /** In a row of the file list, before the line counts. */
  readonly FileNote?: ComponentType<{ readonly file: DiffFile }>;
  /** Which files are listed and shown at all; undefined for all. Keep its identity while it answers the same. */
  readonly useFileFilter?: () => ((file: DiffFile) => boolean) | undefined;
  /** Below the list of files: use `<Section title count>`. */
  readonly Section?: ComponentType;
  /** At the foot of the list of files. */
  readonly ListFoot?: ComponentType;

  /** In a file's head, behind its name: tags. */
  readonly FileTags?: ComponentType<{ readonly file: DiffFile }>;
  /** In a file's head, at the right: plain small buttons. */
  readonly FileActions?: ComponentType<{ readonly file: DiffFile }>;
  /** Between a file's head and its first hunk. It is only asked for files that have lines. */
  readonly HunkTags?: ComponentType<{ readonly hunk: HunkRef }>;
  /** In a hunk's head, at the right: plain small buttons, seen on hover and focus. */
  readonly HunkActions?: ComponentType<{ readonly hunk: HunkRef }>;
  /** In a hunk's head, at its right end, always seen: the word "read". */
  readonly HunkState?: ComponentType<{ readonly hunk: HunkRef }>;

  /** Below lines. Keep the identity of the list, and of what did not change in it. */
  readonly useAnnotations?: () => readonly LineAnnotation[];
  readonly useMarkedLines?: () => readonly MarkedLines[];
  /** In the bar that appears while lines are selected: plain small buttons. */
  readonly SelectionActions?: ComponentType<{ readonly selection: LineSelection }>;
  /** The "+" in the gutter was pressed, perhaps drawn over lines; they are selected already. */
  readonly useOnPlus?: () => (selection: LineSelection) => void;

  /** In the bar at the foot, what is met or missing for landing: one line of small text with an icon. */
  readonly GateItems?: ComponentType;
  /** In the bar at the foot, before Commit and Land: buttons. */
  readonly GateActions?: ComponentType;
}

/** Where the person is in the diff. */
export interface Place {
  /** The file at the top, or the one last gone to. */
  readonly front?: string;
  readonly selection?: LineSelection;
  /** The hunk that keys act on: the one last gone to, pressed in or selected in. */
  readonly hunk?: HunkRef;
  /** The change that keys went to; the next step begins there. */
  readonly cursor?: { readonly path: string; readonly point?: LinePoint };
}

/** The review that a part is in. Its identity stays; read its stores with `useSelect`. */
export interface ReviewHere {
  readonly threadId: ThreadId;
  /** Scope, files and patches; `refresh()` after what changes them. */
  readonly store: ReviewStore;
  readonly place: Pick<StoreApi<Place>, "getState" | "subscribe">;
  /** Goes to a file, or to a line in it, once its patch is there. */
  readonly show: (path: string, point?: LinePoint) => void;
  readonly select: (selection: LineSelection | undefined) => void;
  /** Opens or folds a file; `fold(path, undefined)` gives it back to the pane's own choice. */
  readonly fold: (path: string, folded: boolean | undefined) => void;
}

export const ReviewContext = createContext<ReviewHere | undefined>(undefined);

/** The review around the caller. */
export function useReview(): ReviewHere {
  const here = use(ReviewContext);
  if (here === undefined) throw new Error("useReview outside of a review");
  return here;
}

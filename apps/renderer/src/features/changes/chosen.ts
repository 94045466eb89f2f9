import type { ChosenFile, DiffScope, FileStaging, ShownLines } from "@flightdeck/contract";

/** What can be done with changes of a scope. */
export interface Possible {
  readonly stage: boolean;
  readonly unstage: boolean;
  readonly revert: boolean;
}

/** What is staged is there to be unstaged, what is committed can only be reverted; the rest is all open. */
export function possibleIn({ kind }: DiffScope): Possible {
  switch (kind) {
    case "staged":
      return { stage: false, unstage: true, revert: false };
    case "commit":
      return { stage: false, unstage: false, revert: true };
    case "uncommitted":
    case "branch":
    case "last_turn":
    case "turn":
      return { stage: true, unstage: true, revert: true };
  }
}

/** The objects that a patch was between, as its head names them; none where it has two parts or no lines. */
export function shownObjects(patch: string): ChosenFile["shown"] {
  const found = [...patch.matchAll(/^index ([0-9a-f]+)\.\.([0-9a-f]+)(?: \d+)?$/gm)];
  // Lines of a file begin with a sign: what matches is a head.
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  const [, old = "", now = ""] = only;
  return { old, new: now };
}

/** How far some shown lines are staged. */
export interface LinesState {
  /** Some of them could be staged. */
  readonly canStage: boolean;
  readonly canUnstage: boolean;
  readonly word: "staged" | "partly staged" | undefined;
}

/** What is known of a file's staging says it of some of its lines; unknown lines can be staged until more is known. */
export function linesState({ removed, added }: ShownLines, staging: FileStaging | undefined): LinesState {
  const staged = { removed: new Set(staging?.staged.removed), added: new Set(staging?.staged.added) };
  const open = staging?.uncommitted;
  const openLines = open && { removed: new Set(open.removed), added: new Set(open.added) };
  const isOpen = (side: "removed" | "added", line: number) => openLines?.[side].has(line) ?? true;
  const lines = [
    ...removed.filter((line) => isOpen("removed", line)).map((line) => staged.removed.has(line)),
    ...added.filter((line) => isOpen("added", line)).map((line) => staged.added.has(line)),
  ];
  const some = lines.includes(true);
  const left = lines.includes(false);
  return { canStage: left, canUnstage: some, word: some ? (left ? "partly staged" : "staged") : undefined };
}

/** The same for a whole file, of which binary ones have no lines. */
export function fileState(staging: FileStaging | undefined): LinesState {
  const state = staging?.state ?? "none";
  const open = staging?.uncommitted;
  const isCommitted = open !== undefined && open.removed.length + open.added.length === 0;
  return {
    canStage: state !== "all" && !(isCommitted && state === "none"),
    canUnstage: state !== "none",
    word: state === "none" ? undefined : state === "all" ? "staged" : "partly staged",
  };
}

/** "3 lines in README.md", "4 files". */
export function revertedWords({ files, lines, path }: { files: number; lines: number; path: string }): string {
  if (files !== 1) return `${files.toLocaleString("en")} files`;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (lines === 0) return name;
  return `${lines === 1 ? "1 line" : `${lines.toLocaleString("en")} lines`} in ${name}`;
}

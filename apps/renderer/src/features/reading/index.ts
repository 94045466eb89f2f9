import type { ReviewPart } from "../review/parts.ts";
import { Around } from "./Around.tsx";
import { FileActions, FileMark, FileNote, FileTags } from "./FileParts.tsx";
import { GateItems } from "./GateItems.tsx";
import { HunkActions, HunkState, HunkTags } from "./HunkParts.tsx";
import { Banner, ListFoot, Tools, useFileFilter, useMarkedLines } from "./ReviewTools.tsx";

/** What a person has read, in the diff pane. */
export const readingPart: ReviewPart = {
  Around,
  Tools,
  Banner,
  FileMark,
  FileNote,
  FileTags,
  FileActions,
  HunkTags,
  HunkActions,
  HunkState,
  ListFoot,
  GateItems,
  useFileFilter,
  useMarkedLines,
};

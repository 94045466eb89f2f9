import type { ReviewPart } from "../review/parts.ts";
import { Around } from "./Around.tsx";
import { useAnnotations } from "./annotations.tsx";
import { Banner, CommentsSection, HunkActions, SelectionActions, useOnPlus } from "./parts.tsx";

/** What the person says to lines of the diff. */
export const commentsPart: ReviewPart = {
  Around,
  Banner,
  Section: CommentsSection,
  HunkActions,
  SelectionActions,
  useAnnotations,
  useOnPlus,
};

import { changesPart } from "../changes/index.ts";
import { commentsPart } from "../comments/index.ts";
import { findingsPart } from "../findings/index.ts";
import { gitPart } from "../git/part.tsx";
import { readingPart } from "../reading/index.ts";
import { binaryPart } from "./binaryPart.tsx";
import type { ReviewPart } from "./parts.ts";

/** What features put into the diff pane, in the order in which it is drawn. The list never changes while the page lives. */
export const allParts: readonly ReviewPart[] = [
  binaryPart,
  changesPart,
  findingsPart,
  commentsPart,
  readingPart,
  gitPart,
];

import { z } from "zod";
import { output, query } from "./define.ts";
import { type ItemId, ProjectId, type ProjectId as ProjectIdType, type ThreadId, type TurnId } from "./ids.ts";
import type { Item } from "./item.ts";

/** What a text that was found is of its thread. */
export type SearchKind = "title" | Item["type"];

/** A part of a text, plain, with what was looked for in it as [from, to) places. */
export interface Snippet {
  readonly text: string;
  readonly marks: readonly (readonly [number, number])[];
}

/** One text that was found: a thread's title, or an item of it. */
export interface SearchHit {
  readonly threadId: ThreadId;
  readonly projectId: ProjectIdType;
  /** The thread's. */
  readonly title: string;
  readonly archived: boolean;
  readonly kind: SearchKind;
  readonly turnId?: TurnId;
  readonly itemId?: ItemId;
  readonly at: number;
  readonly snippet: Snippet;
}

export interface SearchAnswer {
  /** The best first. */
  readonly hits: readonly SearchHit[];
  /** Threads of before are still being read: there may be more in a while. */
  readonly complete: boolean;
}

export const search = {
  /**
   * Looks through titles and contents of all threads. `text` is words as they come, and "exact words" in quotes; there
   * are no operators, and nothing that is typed is wrong.
   */
  find: query({
    input: z.object({
      text: z.string().max(100_000),
      projectId: ProjectId.optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: output<SearchAnswer>(),
  }),
};

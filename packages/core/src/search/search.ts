import type { SearchAnswer, ThreadId } from "@flightdeck/contract";
import { createFill, type FillOptions } from "./fill.ts";
import { type LogPart, openSearchIndex } from "./searchIndex.ts";

/** Titles and contents of all threads, by their words. */
export interface Search {
  /** Takes in what a step of a thread wrote, in its transaction; a thread that is not read so far is read later. */
  note(threadId: ThreadId, part: LogPart): void;
  /** There is a log that nothing was noted of. */
  behind(): void;
  find(question: Parameters<ReturnType<typeof openSearchIndex>["find"]>[0]): SearchAnswer;
  /** Settles when every log is read, or the reading failed. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the index and begins to read what it does not know. */
export function openSearch(options: Omit<FillOptions, "index">): Search {
  const index = openSearchIndex(options);
  const fill = createFill({ ...options, index });
  fill.start();
  return {
    note: (threadId, part) => {
      if (!index.note(threadId, part)) fill.start();
    },
    behind: fill.start,
    find: (question) => ({ ...index.find(question), complete: fill.complete }),
    settled: fill.settled,
    close: fill.close,
  };
}

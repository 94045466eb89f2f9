import { createContext, use } from "react";
import type { Stretch } from "./hunks.ts";
import type { ReadingStore } from "./store.ts";

/** What is read of the review around, and what can be done about it. */
export interface ReadingHere {
  readonly store: ReadingStore;
  /** Hunks and heads of files that are drawn now, by their names: keys act on nothing that is out of sight. */
  readonly inView: Set<string>;
  /** Shows the next unread hunk; of some files alone, if they are named. */
  readonly goToNext: (only?: ReadonlySet<string>) => Promise<void>;
  /** Reads the hunk that keys act on, and goes on to the next unread one. */
  readonly readHunk: () => Promise<void> | void;
  /** The same with the file in front. */
  readonly readFile: () => Promise<void>;
}

export const hunkName = ({ path, index }: Pick<Stretch, "path" | "index">): string => `${index}\n${path}`;

/** What has no line is seen by the head of its file. */
export const headName = (path: string): string => hunkName({ path, index: -1 });

export const ReadingContext = createContext<ReadingHere | undefined>(undefined);

export function useReading(): ReadingHere {
  const here = use(ReadingContext);
  if (here === undefined) throw new Error("useReading outside of a review");
  return here;
}

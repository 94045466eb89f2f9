import type { Entry } from "./entries.ts";

/** Where an entry stands in the queue, and what opens it. */
export interface EntryPlace {
  readonly entry: Entry;
  /** The project's name. */
  readonly project: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
}

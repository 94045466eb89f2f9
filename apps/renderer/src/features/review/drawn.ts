import { createContext } from "react";
import { createHunkSlots, type HunkSlots } from "./hunkSlots.ts";
import type { HunkRef } from "./parts.ts";

/** What the heads and annotations inside of the drawn list need of it. */
export interface Drawn {
  readonly slots: HunkSlots;
  /** The person pressed or focused something of a hunk: keys act on it from now on. */
  readonly onHunk: (hunk: HunkRef) => void;
}

export const DrawnContext = createContext<Drawn>({ slots: createHunkSlots(), onHunk: () => undefined });

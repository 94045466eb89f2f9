import type { ThreadId } from "@flightdeck/contract";
import type { ReactNode } from "react";
import { ReviewPanel } from "../review/index.ts";
import { TerminalPanel } from "../terminal/index.ts";
import type { PanelName } from "./store.ts";

/** What the column at the right can show of the thread in front. */
export interface PanelKind {
  /** As a failure names it. */
  readonly part: string;
  readonly draw: (threadId: ThreadId) => ReactNode;
}

/** Every panel there is. */
export const panels: Readonly<Record<PanelName, PanelKind>> = {
  review: {
    part: "The review",
    draw: (threadId) => <ReviewPanel threadId={threadId} />,
  },
  terminal: {
    part: "The terminal",
    draw: (threadId) => <TerminalPanel threadId={threadId} />,
  },
};

import type { ThreadId } from "@flightdeck/contract";
import { FileDiff, type LucideIcon, SquareTerminal } from "lucide-react";
import type { ReactNode } from "react";
import { ReviewPanel } from "../review/index.ts";
import { TerminalPanel } from "../terminal/index.ts";
import type { PanelName } from "./store.ts";

/** What the column at the right can show of the thread in front. */
export interface PanelKind {
  /** As its button says. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** As a failure names it. */
  readonly part: string;
  readonly draw: (threadId: ThreadId) => ReactNode;
}

/** Every panel there is, in the order of the thread head's buttons. One that is kept but not here stays closed. */
export const panels: Readonly<Partial<Record<PanelName, PanelKind>>> = {
  review: {
    label: "Review",
    icon: FileDiff,
    part: "The review",
    draw: (threadId) => <ReviewPanel threadId={threadId} />,
  },
  terminal: {
    label: "Terminal",
    icon: SquareTerminal,
    part: "The terminal",
    draw: (threadId) => <TerminalPanel threadId={threadId} />,
  },
};

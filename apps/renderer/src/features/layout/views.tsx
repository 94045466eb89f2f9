import type { ReactNode } from "react";
import { AttentionView } from "../attention/AttentionView.tsx";
import { AutomationsView } from "../automations/AutomationsView.tsx";
import { DeckView } from "../deck/DeckView.tsx";
import { InboxView } from "../inbox/index.ts";
import type { ViewName } from "./store.ts";

/** A view over all threads, in place of the panes. */
export interface ViewKind {
  /** As a failure names it. */
  readonly part: string;
  readonly draw: () => ReactNode;
  /** It says itself what happened while the person was away. */
  readonly tellsAway?: true;
}

/** Every view there is besides the panes. One that is kept but not here shows the panes. */
export const views: Readonly<Partial<Record<ViewName, ViewKind>>> = {
  attention: { part: "The attention queue", draw: () => <AttentionView /> },
  automations: { part: "The automations", draw: () => <AutomationsView /> },
  deck: { part: "The deck", draw: () => <DeckView /> },
  inbox: { part: "The inbox", draw: () => <InboxView />, tellsAway: true },
};

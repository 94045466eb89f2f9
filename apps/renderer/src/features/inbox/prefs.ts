import { AutomationId, type InboxKind, ProjectId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";

export const tabs = ["morning", "unread", "all"] as const;
export type InboxTab = (typeof tabs)[number];

/** What came of a run, as a person asks for it. */
export const outcomes = {
  findings: ["finding"],
  changes: ["changes"],
  reports: ["report"],
  failures: ["failure"],
  nothing: ["nothing"],
} as const satisfies Readonly<Record<string, readonly InboxKind[]>>;
export type Outcome = keyof typeof outcomes;

/** How the person looks into the inbox in this window. */
export interface InboxPrefs {
  readonly tab: InboxTab;
  readonly automationId?: AutomationId;
  readonly projectId?: ProjectId;
  readonly outcome?: Outcome;
  /** What found nothing is listed one by one. */
  readonly nothingOpen: boolean;
}

export interface InboxPrefsStore extends Pick<StoreApi<InboxPrefs>, "getState" | "subscribe"> {
  readonly set: (change: Partial<InboxPrefs>) => void;
}

const KEY = "flightdeck.inbox";

/** What was kept, as far as it is known. */
export function readPrefs(kept: string | null): InboxPrefs {
  let value: Partial<Record<keyof InboxPrefs, unknown>> = {};
  try {
    value = (JSON.parse(kept ?? "{}") as typeof value | null) ?? {}; // checked field by field below
  } catch {
    // not JSON: somebody else's, or half written
  }
  return {
    tab: tabs.find((tab) => tab === value.tab) ?? "morning",
    automationId: AutomationId.safeParse(value.automationId).data,
    projectId: ProjectId.safeParse(value.projectId).data,
    outcome: (Object.keys(outcomes) as Outcome[]).find((outcome) => outcome === value.outcome),
    nothingOpen: value.nothingOpen === true,
  };
}

/** Kept over reloads, for each window. */
export function createInboxPrefs(shelf: Pick<Storage, "getItem" | "setItem">): InboxPrefsStore {
  const store = createStore<InboxPrefs>(() => readPrefs(shelf.getItem(KEY)));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set(change) {
      store.setState({ ...store.getState(), ...change }, true);
      shelf.setItem(KEY, JSON.stringify(store.getState()));
    },
  };
}

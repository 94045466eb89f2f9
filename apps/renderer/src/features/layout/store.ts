import { ProjectId, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What one of the panes side by side shows. */
export type Pane =
  | { readonly kind: "thread"; readonly threadId: ThreadId }
  /** The start screen of a new thread; without a project the person chooses one. */
  | { readonly kind: "new"; readonly projectId?: ProjectId };

/** The window's arrangement. `panes[active]` is where a chosen thread opens. */
export interface Layout {
  readonly view: "panes" | "attention";
  readonly tabs: readonly ThreadId[];
  readonly panes: readonly [Pane] | readonly [Pane, Pane];
  readonly active: 0 | 1;
  /** The panel at the right, for the active pane's thread. */
  readonly panel?: "review";
  readonly sidebar: "open" | "rail";
  readonly folded: readonly ProjectId[];
}

export const emptyLayout: Layout = {
  view: "panes",
  tabs: [],
  panes: [{ kind: "new" }],
  active: 0,
  sidebar: "open",
  folded: [],
};

const shows = (pane: Pane | undefined, threadId: ThreadId) => pane?.kind === "thread" && pane.threadId === threadId;

const put = (layout: Layout, pane: Pane): Layout => {
  const [left, right] = layout.panes;
  if (right === undefined) return { ...layout, view: "panes", panes: [pane], active: 0 };
  return { ...layout, view: "panes", panes: layout.active === 0 ? [pane, right] : [left, pane] };
};

/** Shows a thread: where it is shown already, else in the active pane. */
export function openThread(layout: Layout, threadId: ThreadId): Layout {
  const tabs = layout.tabs.includes(threadId) ? layout.tabs : [...layout.tabs, threadId];
  const shown = layout.panes.findIndex((pane) => shows(pane, threadId));
  if (shown >= 0) return { ...layout, tabs, view: "panes", active: shown === 0 ? 0 : 1 };
  return put({ ...layout, tabs }, { kind: "thread", threadId });
}

/** Shows a thread beside the active pane. */
export function openBeside(layout: Layout, threadId: ThreadId): Layout {
  const split =
    layout.panes.length === 1 ? splitPanes(layout) : ({ ...layout, active: layout.active === 0 ? 1 : 0 } as const);
  return openThread(split, threadId);
}

export function openNew(layout: Layout, projectId?: ProjectId): Layout {
  return put(layout, { kind: "new", projectId });
}

/** Takes a tab away. Its pane turns to the neighbouring tab that is not shown yet, or closes, or starts anew. */
export function closeTab(layout: Layout, threadId: ThreadId): Layout {
  const index = layout.tabs.indexOf(threadId);
  const tabs = layout.tabs.filter((id) => id !== threadId);
  const at = layout.panes.findIndex((pane) => shows(pane, threadId));
  if (at < 0) return { ...layout, tabs };
  const other = layout.panes[at === 0 ? 1 : 0];
  const near = [tabs[index], tabs[index - 1], ...tabs].find((id) => id !== undefined && !shows(other, id));
  const next: Pane | undefined = near === undefined ? undefined : { kind: "thread", threadId: near };
  if (next === undefined && other !== undefined) return { ...layout, tabs, panes: [other], active: 0 };
  const filled = next ?? { kind: "new" as const };
  if (other === undefined) return { ...layout, tabs, panes: [filled], panel: undefined };
  return { ...layout, tabs, panes: at === 0 ? [filled, other] : [other, filled] };
}

/** Two panes: the second shows the next open thread, or a new one. It becomes active. */
export function splitPanes(layout: Layout): Layout {
  if (layout.panes.length === 2) return { ...layout, view: "panes" };
  const [first] = layout.panes;
  const next = layout.tabs.findLast((id) => !shows(first, id));
  const second: Pane = next === undefined ? { kind: "new" } : { kind: "thread", threadId: next };
  return { ...layout, view: "panes", panes: [first, second], active: 1 };
}

/** One pane: the active one stays. */
export function joinPanes(layout: Layout): Layout {
  return { ...layout, view: "panes", panes: [layout.panes[layout.active] ?? layout.panes[0]], active: 0 };
}

export function activate(layout: Layout, pane: 0 | 1): Layout {
  return layout.active === pane || pane >= layout.panes.length ? layout : { ...layout, active: pane };
}

/** The tab `step` away from the active pane's thread, around the end. */
export function turnTab(layout: Layout, step: 1 | -1): Layout {
  const pane = layout.panes[layout.active];
  const from = pane?.kind === "thread" ? layout.tabs.indexOf(pane.threadId) : -1;
  const to = layout.tabs.at((from + step) % Math.max(1, layout.tabs.length));
  return to === undefined ? layout : openThread(layout, to);
}

/** Drops threads that are gone from the list. */
export function keepOnly(layout: Layout, known: (threadId: ThreadId) => boolean): Layout {
  return layout.tabs.filter((id) => !known(id)).reduce(closeTab, layout);
}

/** The thread in the active pane. */
export const frontThread = (layout: Layout): ThreadId | undefined => {
  const pane = layout.panes[layout.active];
  return layout.view === "panes" && pane?.kind === "thread" ? pane.threadId : undefined;
};

export const shownThreads = (layout: Layout): readonly ThreadId[] =>
  layout.view === "panes" ? layout.panes.flatMap((pane) => (pane.kind === "thread" ? [pane.threadId] : [])) : [];

export interface LayoutStore extends Pick<StoreApi<Layout>, "getState" | "subscribe"> {
  readonly update: (change: (layout: Layout) => Layout) => void;
}

const KEY = "flightdeck.layout";

/** The arrangement, kept over reloads in the window's own storage. */
export function createLayout(storage: Pick<Storage, "getItem" | "setItem">): LayoutStore {
  const store = createStore<Layout>(() => readLayout(storage.getItem(KEY)));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    update(change) {
      const before = store.getState();
      const after = change(before);
      if (after === before) return;
      store.setState(after, true);
      storage.setItem(KEY, JSON.stringify(after));
    },
  };
}

/** What was kept, as far as it still makes sense; anything else is a fresh window. */
export function readLayout(kept: string | null): Layout {
  if (kept === null) return emptyLayout;
  try {
    const value = JSON.parse(kept) as Partial<Layout>; // checked field by field below
    const tabs = list(value.tabs).flatMap((id) => ThreadId.safeParse(id).data ?? []);
    const panes = list(value.panes).flatMap(readPane);
    const [first = emptyLayout.panes[0], second] = panes;
    return {
      view: value.view === "attention" ? "attention" : "panes",
      tabs: [...new Set([...tabs, ...panes.flatMap((pane) => (pane.kind === "thread" ? [pane.threadId] : []))])],
      panes: second === undefined ? [first] : [first, second],
      active: value.active === 1 && second !== undefined ? 1 : 0,
      panel: value.panel === "review" ? "review" : undefined,
      sidebar: value.sidebar === "rail" ? "rail" : "open",
      folded: list(value.folded).flatMap((id) => ProjectId.safeParse(id).data ?? []),
    };
  } catch {
    return emptyLayout; // not JSON: somebody else's, or half written
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function readPane(value: unknown): Pane[] {
  if (typeof value !== "object" || value === null || !("kind" in value)) return [];
  const { kind, threadId, projectId } = value as { kind: unknown; threadId?: unknown; projectId?: unknown };
  if (kind === "new") return [{ kind, projectId: ProjectId.safeParse(projectId).data }];
  const id = ThreadId.safeParse(threadId).data;
  return kind === "thread" && id !== undefined ? [{ kind, threadId: id }] : [];
}

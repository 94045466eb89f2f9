import { ProjectId, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { arrangementOf, hasRoom, insertPane, MOST_PANES, readColumns, removePane, type Side } from "./grid.ts";

/** What one of the panes side by side shows. */
export type Pane =
  | { readonly kind: "thread"; readonly threadId: ThreadId }
  /** The start screen of a new thread; without a project the person chooses one. */
  | { readonly kind: "new"; readonly projectId?: ProjectId };

export const panelNames = ["review", "terminal"] as const;
/** What the column at the right can show. */
export type PanelName = (typeof panelNames)[number];

export const viewNames = ["panes", "attention", "deck", "inbox", "automations"] as const;
/** What the middle shows: the panes, or one of the views over all threads. */
export type ViewName = (typeof viewNames)[number];

/** The window's arrangement. `panes[active]` is where a chosen thread opens. */
export interface Layout {
  readonly view: ViewName;
  readonly tabs: readonly ThreadId[];
  /** One to four, column by column from the left, each from the top. */
  readonly panes: readonly [Pane, ...Pane[]];
  /** How many panes stand in each column. */
  readonly columns: readonly number[];
  readonly active: number;
  /** The panel at the right, for the active pane's thread. */
  readonly panel?: PanelName;
  readonly sidebar: "open" | "rail";
  readonly folded: readonly ProjectId[];
  /** The sidebar shows only threads that were not seen yet. */
  readonly filter?: "unread";
}

export const emptyLayout: Layout = {
  view: "panes",
  tabs: [],
  panes: [{ kind: "new" }],
  columns: [1],
  active: 0,
  sidebar: "open",
  folded: [],
};

const shows = (pane: Pane | undefined, threadId: ThreadId) => pane?.kind === "thread" && pane.threadId === threadId;
const paneOf = (layout: Layout, threadId: ThreadId) => layout.panes.findIndex((pane) => shows(pane, threadId));
const withTab = (layout: Layout, threadId: ThreadId): Layout =>
  layout.tabs.includes(threadId) ? layout : { ...layout, tabs: [...layout.tabs, threadId] };

const put = (layout: Layout, pane: Pane, at = layout.active): Layout => {
  const [first, ...rest] = layout.panes.with(at, pane);
  return { ...layout, view: "panes", panes: [first ?? pane, ...rest], active: at };
};

/** Shows a thread: where it is shown already, else in the active pane. */
export function openThread(layout: Layout, threadId: ThreadId): Layout {
  const shown = paneOf(layout, threadId);
  const tabbed = withTab(layout, threadId);
  return shown >= 0 ? { ...tabbed, view: "panes", active: shown } : put(tabbed, { kind: "thread", threadId });
}

/** Shows a thread beside the active pane: in a pane of its own while there is room, else in the next one. */
export function openBeside(layout: Layout, threadId: ThreadId): Layout {
  const { active, panes } = layout;
  if (paneOf(layout, threadId) >= 0) return openThread(layout, threadId);
  const side = sideWithRoom(layout);
  if (side === undefined) return openThread({ ...layout, active: (active + 1) % panes.length }, threadId);
  return openAt(layout, threadId, { pane: active, side });
}

/** Columns first; the fourth pane goes below, where text keeps its width. */
function sideWithRoom(layout: Layout): Side | undefined {
  const wide = layout.panes.length < MOST_PANES - 1;
  return (wide ? (["right"] as const) : (["bottom", "right"] as const)).find((side) =>
    hasRoom(layout, layout.active, side),
  );
}

/** Where something dragged is let go: in the middle of a pane or at a side of it. */
export interface DropPlace {
  readonly pane: number;
  readonly side: Side | "middle";
}

/** Whether a thread may go there: one that is shown already only moves, so that it makes its own room. */
export function canOpenAt(layout: Layout, threadId: ThreadId, { pane, side }: DropPlace): boolean {
  const from = paneOf(layout, threadId);
  if (from === pane) return false;
  if (side === "middle") return true;
  if (from < 0) return hasRoom(layout, pane, side);
  return hasRoom(removePane(layout, from), from < pane ? pane - 1 : pane, side);
}

/** Shows a thread at a place among the panes. It leaves the place where it was. */
export function openAt(layout: Layout, threadId: ThreadId, place: DropPlace): Layout {
  if (!canOpenAt(layout, threadId, place)) return openThread(layout, threadId);
  const from = paneOf(layout, threadId);
  const tabbed = withTab(layout, threadId);
  if (place.side === "middle") {
    const there = layout.panes[place.pane];
    const swapped = from >= 0 && there !== undefined ? put(tabbed, there, from) : tabbed;
    return put(swapped, { kind: "thread", threadId }, place.pane);
  }
  const freed = from < 0 ? tabbed : { ...tabbed, ...removePane(tabbed, from) };
  const target = from >= 0 && from < place.pane ? place.pane - 1 : place.pane;
  const grown = { ...freed, ...insertPane(freed, target, place.side, { kind: "thread", threadId }) };
  return { ...grown, view: "panes", active: paneOf(grown, threadId) };
}

export function openNew(layout: Layout, projectId?: ProjectId): Layout {
  return put(layout, { kind: "new", projectId });
}

/** Takes a tab away. Its pane turns to the neighbouring tab that is not shown yet, or closes, or starts anew. */
export function closeTab(layout: Layout, threadId: ThreadId): Layout {
  const index = layout.tabs.indexOf(threadId);
  const tabs = layout.tabs.filter((id) => id !== threadId);
  const at = paneOf(layout, threadId);
  if (at < 0) return { ...layout, tabs };
  const near = [tabs[index], tabs[index - 1], ...tabs].find((id) => id !== undefined && paneOf(layout, id) < 0);
  const next: Pane = near === undefined ? { kind: "new" } : { kind: "thread", threadId: near };
  if (near === undefined && layout.panes.length > 1) return closePane({ ...layout, tabs }, at);
  const { view, active } = layout;
  const filled = { ...put({ ...layout, tabs }, next, at), view, active };
  return layout.panes.length === 1 && near === undefined ? { ...filled, panel: undefined } : filled;
}

/** Takes a pane away; its thread keeps its tab. */
export function closePane(layout: Layout, index: number): Layout {
  if (layout.panes.length === 1) return layout;
  const active = layout.active > index || layout.active === layout.panes.length - 1 ? layout.active - 1 : layout.active;
  return { ...layout, ...removePane(layout, index), active: Math.max(0, active) };
}

/** One more pane: it shows the newest tab that no pane shows, or a new thread. It becomes active. */
export function splitPane(layout: Layout, side = sideWithRoom(layout)): Layout {
  if (side === undefined || !hasRoom(layout, layout.active, side)) return { ...layout, view: "panes" };
  const next = layout.tabs.findLast((id) => paneOf(layout, id) < 0);
  const pane: Pane = next === undefined ? { kind: "new" } : { kind: "thread", threadId: next };
  const grown = { ...layout, ...insertPane(layout, layout.active, side, pane) };
  return { ...grown, view: "panes", active: grown.panes.indexOf(pane) };
}

/** So many panes, one to four: the active one stays, then the others in their order, then tabs that none shows. */
export function arrangePanes(layout: Layout, count: number): Layout {
  const wanted = Math.min(MOST_PANES, Math.max(1, count));
  const { panes, active } = layout;
  let next = layout;
  while (next.panes.length < wanted) next = { ...splitPane({ ...next, columns: next.panes.map(() => 1) }, "right") };
  if (wanted < panes.length) {
    const others = panes.map((_, index) => index).filter((index) => index !== active);
    const kept = new Set([active, ...others.slice(0, wanted - 1)]);
    for (let index = panes.length - 1; index >= 0; index -= 1) if (!kept.has(index)) next = closePane(next, index);
  }
  return { ...next, view: "panes", columns: arrangementOf(wanted) };
}

export function activate(layout: Layout, pane: number): Layout {
  return layout.active === pane || pane >= layout.panes.length ? layout : { ...layout, active: pane };
}

/** Opens a panel, or closes it where it is open. */
export function togglePanel(layout: Layout, panel: PanelName = "review"): Layout {
  return { ...layout, panel: layout.panel === panel ? undefined : panel };
}

/** Goes to a view over all threads, and from it back to the panes. */
export function toggleView(layout: Layout, view: ViewName): Layout {
  return { ...layout, view: layout.view === view ? "panes" : view };
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

type Shelf = Pick<Storage, "getItem" | "setItem">;

/** Windows beyond so many are gone for long: the shell opens fewer again. */
const MOST_WINDOWS = 24;
const WINDOWS = "flightdeck.windows";

/**
 * Where a window keeps its arrangement. Each has a shelf of its own, which holds over reloads, and leaves a copy for the
 * next start: the first window, which has no id, and those that the shell opens again under theirs.
 */
export function shelfOf(id: string | undefined, own: Shelf, shared: Shelf & Pick<Storage, "removeItem">): Shelf {
  const named = (key: string, of = id) => (of === undefined ? key : `${key}.${of}`);
  return {
    getItem: (key) => own.getItem(named(key)) ?? shared.getItem(named(key)),
    setItem(key, value) {
      own.setItem(named(key), value);
      shared.setItem(named(key), value);
      if (id === undefined) return;
      const others = (shared.getItem(WINDOWS) ?? "").split(" ").filter((other) => other !== "" && other !== id);
      for (const gone of others.slice(0, -(MOST_WINDOWS - 1))) shared.removeItem(named(key, gone));
      shared.setItem(WINDOWS, [...others.slice(-(MOST_WINDOWS - 1)), id].join(" "));
    },
  };
}

/** The arrangement, kept over reloads. A window that was opened for a thread begins with it. */
export function createLayout(storage: Shelf, begin?: ThreadId): LayoutStore {
  const kept = storage.getItem(KEY);
  const first = readLayout(kept);
  const store = createStore<Layout>(() => (kept === null && begin !== undefined ? openThread(first, begin) : first));
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
    const [first = emptyLayout.panes[0], ...rest] = list(value.panes).flatMap(readPane).slice(0, MOST_PANES);
    const panes = [first, ...rest] as const;
    return {
      view: viewNames.find((name) => name === value.view) ?? "panes",
      tabs: [...new Set([...tabs, ...panes.flatMap((pane) => (pane.kind === "thread" ? [pane.threadId] : []))])],
      panes,
      columns: readColumns(value.columns, panes.length),
      active: panes.findIndex((_, index) => index === value.active) === -1 ? 0 : Number(value.active),
      panel: panelNames.find((name) => name === value.panel),
      sidebar: value.sidebar === "rail" ? "rail" : "open",
      filter: value.filter === "unread" ? "unread" : undefined,
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

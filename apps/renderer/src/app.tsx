// The window's parts, built once, top to bottom.
//
// For features: `useApp()` has the client and every store; read a store with `useSelect(store, select)` where `select`
// answers with something that keeps its identity. An open thread: `useThread(threadId, select)` in a subtree of the
// pane that holds it. Times: `useNow()` (ui/time.ts). Errors: `readFailure(error)` and `<FailureNote failure/>`.
import type { Thread, ThreadId, ThreadRow } from "@flightdeck/contract";
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from "react";
import { type Client, connect, type ConnectionStore, shellTransport, webSocketTransport } from "./client.ts";
import { windowFrames } from "./feed/frames.ts";
import { createMinutes, type Minutes } from "./feed/minutes.ts";
import { type ActsStore, createActs } from "./features/acts/store.ts";
import { type AttentionStore, createAttention } from "./features/attention/store.ts";
import { createRollUp, type RollUpStore } from "./features/attention/rollUp.ts";
import { createAutomationsPlace, type AutomationsPlaceStore } from "./features/automations/place.ts";
import { type AutomationsStore, createAutomations } from "./features/automations/store.ts";
import { createAway, type AwayStore } from "./features/away/store.ts";
import { type CommentsOfThreads, createCommentsOfThreads } from "./features/comments/threads.ts";
import { createMessageBoxes, type MessageBoxes } from "./features/composer/boxes.ts";
import { createFinds, type Finds } from "./features/conversation/find/asks.ts";
import { createFormulas, type Formulas } from "./features/conversation/markdown/formulas.ts";
import { createDeckPrefs, type DeckPrefsStore } from "./features/deck/prefs.ts";
import { createDeck, type DeckStore } from "./features/deck/store.ts";
import { createDiagrams, type Diagrams } from "./features/diagrams/index.ts";
import { createInboxPrefs, type InboxPrefsStore } from "./features/inbox/prefs.ts";
import { createInbox, type InboxStore } from "./features/inbox/store.ts";
import { createPictures, type Pictures } from "./features/images/urls.ts";
import { closeGoneTabs } from "./features/layout/closeGoneTabs.ts";
import { createDrag, type DragStore } from "./features/layout/drag.ts";
import { createLayout, type LayoutStore, shelfOf } from "./features/layout/store.ts";
import { createTrail, type TrailStore } from "./features/layout/trail.ts";
import { createMachine, type MachineStore } from "./features/machine/store.ts";
import { createModels, type ModelsStore } from "./features/models/store.ts";
import { createProjects, type ProjectsStore } from "./features/projects/store.ts";
import { createReviewPrefs, type ReviewPrefsStore } from "./features/review/prefs.ts";
import { createSettings, type SettingsStore } from "./features/settings/store.ts";
import { createShown, type ShownStore } from "./features/terminal/shown.ts";
import type { OpenThread } from "./features/threads/fold.ts";
import { createJumps, type Jumps } from "./features/threads/jumps.ts";
import { createOpenThreads, type OpenThreads } from "./features/threads/openThreads.ts";
import { readAheadOnPress } from "./features/threads/readAhead.ts";
import { createThreadRows, type ThreadRowsStore } from "./features/threads/rows.ts";
import { createVoice, type VoiceStore } from "./features/voice/store.ts";
import { type Link, linkIn } from "./features/windows/links.ts";
import { createWindows, type Windows } from "./features/windows/windows.ts";
import type { Shell } from "./shell.ts";
import { type Colours, createColours } from "./ui/syntax/colours.ts";
import { createToasts, type ToastStore } from "./ui/toastStore.ts";

export interface App {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly projects: ProjectsStore;
  readonly rows: ThreadRowsStore;
  readonly threads: OpenThreads;
  readonly jumps: Jumps;
  readonly attention: AttentionStore;
  /** What wants the person, rolled up for every count there is. */
  readonly rollUp: RollUpStore;
  /** What runs without being asked, and where the person is among it. */
  readonly automations: AutomationsStore;
  readonly automationsPlace: AutomationsPlaceStore;
  /** Since when the person was away, until they have read what happened. */
  readonly away: AwayStore;
  /** What every thread does at a glance, while somebody looks, and how the person wants to see it. */
  readonly deck: DeckStore;
  readonly deckPrefs: DeckPrefsStore;
  /** What runs of automations have to say, and how this window looks at it. */
  readonly inbox: InboxStore;
  readonly inboxPrefs: InboxPrefsStore;
  /** How the person reads diffs. */
  readonly reviewPrefs: ReviewPrefsStore;
  readonly pictures: Pictures;
  /** The way to have a thread's conversation look for a text. */
  readonly finds: Finds;
  /** What sets code, formulas and diagrams, each with what it set last. */
  readonly colours: Colours;
  readonly formulas: Formulas;
  readonly diagrams: Diagrams;
  readonly settings: SettingsStore;
  readonly models: ModelsStore;
  readonly machine: MachineStore;
  readonly layout: LayoutStore;
  /** What was shown, to go back and forward over. */
  readonly trail: TrailStore;
  /** What is dragged over the window. */
  readonly drag: DragStore;
  readonly windows: Windows;
  /** What the page was opened with. */
  readonly link?: Link;
  /** What the window can do, as far as its parts on screen do it. */
  readonly acts: ActsStore;
  /** The message boxes on screen: text can be put into them. */
  readonly boxes: MessageBoxes;
  /** What the person says to the threads' diffs. */
  readonly comments: CommentsOfThreads;
  readonly shownTerminals: ShownStore;
  readonly voice: VoiceStore;
  readonly toasts: ToastStore;
  readonly minutes: Minutes;
  /** Present in the desktop shell. */
  readonly shell?: Shell;
  readonly newId: () => string;
}

export function createApp(window: Window, signal: AbortSignal): App {
  const shell = window.flightdeckShell;
  // Read first: the transport takes the token out of the address, and the rest with it.
  const link = linkIn(window.location.hash);
  const newId = () => window.crypto.randomUUID();
  const windows = createWindows(window, shell, newId);
  const transport =
    shell === undefined
      ? webSocketTransport(window.location, window.sessionStorage, window.history)
      : shellTransport(window);
  const { client, connection } = connect(transport, Date.now, signal);
  const requestFrame = windowFrames(window);
  const context = { client, connection, requestFrame, signal };
  const rows = createThreadRows(context);
  const { id, thread } = windows.place;
  const shelf = shelfOf(id, window.sessionStorage, window.localStorage);
  const layout = createLayout(shelf, thread);
  closeGoneTabs(rows, layout);
  const attention = createAttention(context);
  const threads = createOpenThreads(context);
  readAheadOnPress(window.document, threads, signal);
  return {
    client,
    connection,
    projects: createProjects(context),
    rows,
    threads,
    attention,
    rollUp: createRollUp(attention, rows),
    automations: createAutomations(context),
    automationsPlace: createAutomationsPlace(window.sessionStorage),
    away: createAway({ window, storage: window.localStorage, now: Date.now, signal }),
    jumps: createJumps(),
    deck: createDeck(context),
    deckPrefs: createDeckPrefs(window.localStorage),
    inbox: createInbox(context),
    inboxPrefs: createInboxPrefs(shelf),
    reviewPrefs: createReviewPrefs(window.localStorage),
    pictures: createPictures({
      read: async (blobId, signal) => (await client.system.blob({ blobId, as: "base64" }, { signal })).content,
      urls: URL,
    }),
    finds: createFinds(),
    colours: createColours(),
    formulas: createFormulas(window.document),
    diagrams: createDiagrams(window, signal),
    settings: createSettings(context),
    models: createModels(context),
    machine: createMachine(context),
    layout,
    trail: createTrail(layout, (threadId) => !rows.getState().loaded || rows.getState().rows.has(threadId)),
    drag: createDrag(window, signal),
    windows,
    link,
    acts: createActs(window.localStorage),
    boxes: createMessageBoxes(),
    comments: createCommentsOfThreads({ ...context, storage: window.localStorage, newId, now: Date.now }),
    shownTerminals: createShown(window.sessionStorage),
    voice: createVoice({ ...context, storage: window.localStorage, newId, now: Date.now }),
    toasts: createToasts(),
    minutes: createMinutes(window, Date.now, signal),
    shell,
    newId,
  };
}

const AppContext = createContext<App | undefined>(undefined);
export const AppProvider = AppContext.Provider;

/** The window's client and stores. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error("useApp outside of AppProvider");
  return app;
}

/** Reads a store and draws again only when what was selected changed its identity. */
export function useSelect<State, Selected>(
  store: { readonly getState: () => State; readonly subscribe: (listener: () => void) => () => void },
  select: (state: State) => Selected,
): Selected {
  return useSyncExternalStore(store.subscribe, () => select(store.getState()));
}

/** As `useSelect`, for selections that are built anew each time: `same` says when the older one still holds. */
export function useSelectSame<State, Selected>(
  store: { readonly getState: () => State; readonly subscribe: (listener: () => void) => () => void },
  select: (state: State) => Selected,
  same: (before: Selected, after: Selected) => boolean,
): Selected {
  const held = useRef<{ readonly value: Selected }>(undefined);
  return useSyncExternalStore(store.subscribe, () => {
    const value = select(store.getState());
    if (held.current === undefined || !same(held.current.value, value)) held.current = { value };
    return held.current.value;
  });
}

/** A part of a thread that some pane holds open; undefined until it is there. */
export function useThread<Selected>(threadId: ThreadId, select: (thread: Thread) => Selected): Selected | undefined {
  const { threads } = useApp();
  return useSelect(threads.store(threadId), (open) => (open.state === "ready" ? select(open.thread) : undefined));
}

/** Keeps a thread watched while the caller is on screen, and tells how far it is. */
export function useOpenThread(threadId: ThreadId): OpenThread["state"] {
  const { threads } = useApp();
  useEffect(() => threads.hold(threadId), [threads, threadId]);
  return useSelect(threads.store(threadId), (open) => open.state);
}

/** A thread's row of the list. */
export function useRow(threadId: ThreadId): ThreadRow | undefined {
  const { rows } = useApp();
  return useSelect(rows, (state) => state.rows.get(threadId));
}

import type { ThreadId } from "./ids.ts";
import type { Chord } from "./keys.ts";
import type { LinkRefusal } from "./link.ts";

/** What the desktop shell offers to a page besides the host's port, as `window.flightdeckShell`. A browser has none. */
export interface FlightdeckShell {
  readonly platform: string;
  readonly versions: { readonly electron: string; readonly chrome: string; readonly node: string };
  /** Asks for a folder with the system's dialog; null when the person cancels. */
  openFolder(): Promise<string | null>;
  /** Shows a system notification; a click on it brings the window to the front and calls `onOpenThread`. */
  notify(notification: ShellNotification): void;
  /** The number on the app's icon; 0 takes it away. */
  setBadge(count: number): void;
  /** The threads that wait for the person: the tray counts and lists them. */
  setWaiting(threads: readonly ShellWaiting[]): void;
  /** The keys that the application's menu shows, in place of its own; null for an item that has none. */
  setMenuKeys(keys: ShellMenuKeys): void;
  setTheme(theme: ShellTheme): void;
  /** Opens another window: on a thread, or with `alone` a small one of that thread only, which begins on top. */
  openWindow(wish: ShellWindow): void;
  /** Whether this window stays on top of all others. */
  setOnTop(onTop: boolean): void;
  /** Each `on…` returns the function that unsubscribes. What came before the first listener is kept for it. */
  onOpenThread(listener: (threadId: ThreadId) => void): () => void;
  onNewThread(listener: (draft: ShellDraft) => void): () => void;
  /** A deep link came that is not followed. */
  onLinkRefused(listener: (why: LinkRefusal) => void): () => void;
  /** Whether this window stays on top, now and whenever that changes. */
  onOnTop(listener: (onTop: boolean) => void): () => void;
  onMenu(listener: (command: MenuCommand) => void): () => void;
}

export interface ShellNotification {
  readonly threadId: ThreadId;
  readonly title: string;
  readonly body: string;
}

export interface ShellWaiting {
  readonly threadId: ThreadId;
  readonly title: string;
  /** What for: "approval". */
  readonly why: string;
}

export type ShellMenuKeys = { readonly [command in MenuCommand]?: Chord | null };

/** `alone` without a thread is an ordinary window. */
export interface ShellWindow {
  readonly threadId?: ThreadId;
  readonly alone: boolean;
}

export type ShellTheme = "system" | "light" | "dark";

/** What a deep link proposes for a new thread. It comes from outside: show it, never send it by itself. */
export interface ShellDraft {
  readonly prompt?: string;
  readonly path?: string;
}

/** What the application menu asks of the page. */
export const menuCommands = [
  "new-thread",
  "open-project",
  "close-tab",
  "next-tab",
  "previous-tab",
  "settings",
  "keyboard",
  "command-palette",
  "search",
  "back",
  "forward",
  "open-in-window",
  "pop-out",
  "stay-on-top",
  "attention",
  "deck",
  "toggle-sidebar",
  "toggle-panel",
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/**
 * The data of the `message` event on `window` that hands the page a MessagePort to the host (`event.ports[0]`): once
 * when the page has loaded and again each time the host was restarted. The older port has got its `close` event by then.
 */
export interface HostPortMessage {
  readonly type: "flightdeck:port";
}

import { randomUUID } from "node:crypto";
import { BrowserWindow, type RenderProcessGoneDetails } from "electron";
import { askReloadPage } from "./dialogs.ts";
import { sendTo } from "./ipc.ts";
import type { Log } from "./log.ts";
import { checkOnTop } from "./menu.ts";
import type { ReceiveChannel, ReceiveValues } from "./shellContract.ts";
import type { KeptWindow, WindowPlace } from "./windowPlace.ts";

type Message = (window: BrowserWindow) => void;
/** What a window is opened for; nothing for the ordinary one. */
export type Wish = Partial<KeptWindow>;

/** Opens a window and tells where it is whenever it is put elsewhere. */
export type WindowOpener = (wish: Wish, onPlaced: (place: WindowPlace) => void) => BrowserWindow;

/**
 * The open windows. The next start opens those again that were open at the end; one that is closed before is forgotten.
 * A message to a page that is still loading waits until the page says that it is there.
 */
export class Windows {
  readonly #open: WindowOpener;
  readonly #keep: (windows: readonly KeptWindow[]) => void;
  readonly #log: Log;
  /** What waits for each page; a page that has loaded has no entry. */
  readonly #loading = new Map<BrowserWindow, Message[]>();
  /** Each with what it is there for; in one that is `alone` nothing else is shown. */
  readonly #windows = new Map<BrowserWindow, KeptWindow>();
  #leaving = false;

  constructor({ open, keep, log }: { open: WindowOpener; keep: (windows: readonly KeptWindow[]) => void; log: Log }) {
    this.#open = open;
    this.#keep = keep;
    this.#log = log;
  }

  open(wish: Wish = {}): BrowserWindow {
    const { threadId, alone = false, onTop, place } = wish;
    const hasFirst = [...this.#windows.values()].some(({ id }) => id === undefined);
    // The first one has no id: it goes on where the last start ended.
    const id = wish.id ?? (alone || hasFirst ? randomUUID() : undefined);
    const kept = { id, threadId, alone, onTop, place };
    const window = this.#open(kept, (at) => this.#change(window, { place: at }));
    this.#windows.set(window, kept);
    this.#write();
    const page = window.webContents;
    this.#loading.set(window, []);
    window.on("closed", () => {
      this.#loading.delete(window);
      if (this.#leaving) return;
      this.#windows.delete(window);
      // The last one is the app's end: it is there again at the next start.
      if (this.#windows.size > 0) this.#write();
    });
    page.on("did-start-navigation", ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument && !this.#loading.has(window)) this.#loading.set(window, []);
    });
    page.on("render-process-gone", (_event, details) => this.#recover(window, details));
    return window;
  }

  /** Keeps a window before all others, or no longer; its page and the next start know. */
  setOnTop(window: BrowserWindow, onTop: boolean): void {
    window.setAlwaysOnTop(onTop);
    this.#change(window, { onTop });
    this.send(window, "onTop", onTop);
    if (window.isFocused()) checkOnTop(window);
  }

  #change(window: BrowserWindow, change: Partial<KeptWindow>): void {
    const kept = this.#windows.get(window);
    if (kept === undefined) return;
    this.#windows.set(window, { ...kept, ...change });
    this.#write();
  }

  /** The app ends: what closes from now on is opened again. */
  leave(): void {
    this.#leaving = true;
  }

  #write(): void {
    this.#keep([...this.#windows.values()]);
  }

  /** The page of a window has loaded: it gets what waited for it. */
  loaded(window: BrowserWindow): void {
    const waiting = this.#loading.get(window) ?? [];
    this.#loading.delete(window);
    for (const message of waiting) message(window);
    this.send(window, "onTop", window.isAlwaysOnTop());
  }

  get any(): boolean {
    return BrowserWindow.getAllWindows().length > 0;
  }

  /** Those whose page can take messages and ports. */
  get ready(): readonly BrowserWindow[] {
    return BrowserWindow.getAllWindows().filter((window) => !this.#loading.has(window));
  }

  /** The window a person looks at or looked at last; one is opened where there is none. */
  get front(): BrowserWindow {
    return BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().at(-1) ?? this.open();
  }

  /** As `front`, for what is to be shown: one that is not there for a single thread. */
  get whole(): BrowserWindow {
    const focused = BrowserWindow.getFocusedWindow();
    if (focused && this.isWhole(focused)) return focused;
    return BrowserWindow.getAllWindows().findLast((window) => this.isWhole(window)) ?? this.open();
  }

  isWhole(window: BrowserWindow): boolean {
    return !window.isDestroyed() && this.#windows.get(window)?.alone !== true;
  }

  send<C extends ReceiveChannel>(window: BrowserWindow, channel: C, value: ReceiveValues[C]): void {
    const message: Message = (target) => sendTo(target, channel, value);
    const waiting = this.#loading.get(window);
    if (waiting) waiting.push(message);
    else message(window);
  }

  /** Brings a window before everything else on the screen. */
  show(window: BrowserWindow): void {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** A page that died is loaded again: the work is in the host. One that dies again at once is left to the person. */
  #recover(window: BrowserWindow, { reason, exitCode }: RenderProcessGoneDetails): void {
    if (reason === "clean-exit" || window.isDestroyed()) return;
    this.#log("shell", `a page ended: ${reason}, exit code ${exitCode}`);
    const diedLoading = this.#loading.has(window);
    this.#loading.set(window, []);
    if (!diedLoading) return window.webContents.reload();
    void askReloadPage(window).then((choice) => {
      if (choice === "reload") window.webContents.reload();
      else window.destroy();
    });
  }
}

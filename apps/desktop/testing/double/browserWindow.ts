import { EventEmitter } from "node:events";
import { app } from "./app.ts";
import { takePage } from "./browser.ts";
import { nativeTheme } from "./desktop.ts";
import { WebContents } from "./webContents.ts";

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface WindowOptions extends Partial<Rectangle> {
  readonly show?: boolean;
  readonly alwaysOnTop?: boolean;
  readonly title?: string;
  readonly backgroundColor?: string;
  readonly webPreferences?: { readonly preload?: string };
}

let lastId = 0;

export class BrowserWindow extends EventEmitter {
  readonly id = ++lastId;
  readonly webContents = new WebContents();
  readonly #attached: Promise<void>;
  readonly #title: string;
  #bounds: Rectangle;
  #background: string;
  #shown: "normal" | "maximized" | "full-screen" | "minimized" = "normal";
  #visible: boolean;
  #destroyed = false;
  #onTop: boolean;
  static #focused: BrowserWindow | null = null;

  constructor({ x, y, width, height, show, title, backgroundColor, webPreferences, alwaysOnTop }: WindowOptions = {}) {
    super();
    this.#bounds = { x: x ?? 0, y: y ?? 0, width: width ?? 800, height: height ?? 600 };
    this.#visible = show !== false;
    this.#title = title ?? "";
    this.#onTop = alwaysOnTop === true;
    this.#background = backgroundColor ?? "#ffffff";
    app.windows.set(this.id, this);
    app.emit("web-contents-created", {}, this.webContents);
    app.emit("browser-window-created", {}, this);
    this.webContents.on("destroyed", () => this.#gone());
    this.#attached = this.#attach(webPreferences?.preload);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...app.windows.values()] as BrowserWindow[]; // only this class puts windows there
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.#focused;
  }

  async loadURL(url: string): Promise<void> {
    await this.#attached;
    await this.webContents.load(url);
    this.emit("ready-to-show");
  }

  isAlwaysOnTop(): boolean {
    return this.#onTop;
  }

  setAlwaysOnTop(onTop: boolean): void {
    this.#onTop = onTop;
    this.emit("always-on-top-changed", {}, onTop);
  }

  close(): void {
    let prevented = false;
    this.emit("close", { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
  }

  destroy(): void {
    void this.#attached.then(() => this.webContents.close());
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  show(): void {
    this.#visible = true;
    this.emit("show");
    this.focus();
  }

  hide(): void {
    this.#visible = false;
    this.emit("hide");
    this.blur();
  }

  isVisible(): boolean {
    return this.#visible;
  }

  focus(): void {
    BrowserWindow.#focused = this;
    this.emit("focus");
    app.emit("browser-window-focus", {}, this);
  }

  blur(): void {
    if (BrowserWindow.#focused === this) BrowserWindow.#focused = null;
    this.emit("blur");
  }

  isFocused(): boolean {
    return BrowserWindow.#focused === this;
  }

  getTitle(): string {
    return this.#title;
  }

  getBackgroundColor(): string {
    return this.#background;
  }

  setBackgroundColor(color: string): void {
    this.#background = color;
  }

  getBounds(): Rectangle {
    return { ...this.#bounds };
  }

  getNormalBounds(): Rectangle {
    return this.getBounds();
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    void this.#attached.then(() => this.#resize());
    this.emit("resize");
  }

  minimize(): void {
    this.#shown = "minimized";
    this.blur();
    this.emit("minimize");
  }

  maximize(): void {
    this.#shown = "maximized";
    this.emit("maximize");
  }

  unmaximize(): void {
    this.#shown = "normal";
    this.emit("unmaximize");
  }

  restore(): void {
    this.#shown = "normal";
    this.emit("restore");
  }

  setFullScreen(full: boolean): void {
    this.#shown = full ? "full-screen" : "normal";
    this.emit(full ? "enter-full-screen" : "leave-full-screen");
  }

  isMinimized = () => this.#shown === "minimized";
  isMaximized = () => this.#shown === "maximized";
  isFullScreen = () => this.#shown === "full-screen";

  async #attach(preload: string | undefined): Promise<void> {
    const taken = await takePage();
    await this.webContents.attach(taken, preload);
    const applyTheme = () => {
      const { themeSource } = nativeTheme;
      void taken.page.emulateMedia({ colorScheme: themeSource === "system" ? null : themeSource });
    };
    applyTheme();
    nativeTheme.on("updated", applyTheme);
    this.once("closed", () => nativeTheme.off("updated", applyTheme));
    await this.#resize();
  }

  async #resize(): Promise<void> {
    const { width, height } = this.#bounds;
    const { windowId } = await this.webContents.cdp.send("Browser.getWindowForTarget");
    await this.webContents.cdp.send("Browser.setWindowBounds", { windowId, bounds: { width, height } });
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.blur();
    app.windows.delete(this.id);
    this.emit("closed");
    if (app.windows.size === 0 && !app.quitting) app.emit("window-all-closed");
  }
}

import { EventEmitter } from "node:events";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { closeBrowser, launchBrowser } from "./browser.ts";
import { lockInstance } from "./instanceLock.ts";

/** A window as the app knows it: enough to close it when the app quits. */
interface Closable {
  close(): void;
  isDestroyed(): boolean;
  once(event: "closed", listener: () => void): unknown;
}

export class App extends EventEmitter {
  readonly isPackaged = false;
  /** Every open window; browserWindow.ts keeps it. */
  readonly windows = new Map<number, Closable>();
  readonly #paths = new Map<string, string>();
  #ready: Promise<void> | undefined;
  #quitting = false;

  whenReady(): Promise<void> {
    this.#ready ??= launchBrowser(join(this.getPath("userData"), "chromium")).then(() => void this.emit("ready"));
    return this.#ready;
  }

  getPath(name: string): string {
    return this.#paths.get(name) ?? join(tmpdir(), "flightdeck-double", name);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  requestSingleInstanceLock(): boolean {
    return lockInstance(this.getPath("userData"), (argv, cwd) => this.emit("second-instance", {}, argv, cwd));
  }

  setAsDefaultProtocolClient(): boolean {
    return true;
  }

  setBadgeCount(_count: number): boolean {
    return true;
  }

  #loginItem: { openAtLogin: boolean } & Record<string, unknown> = { openAtLogin: false };

  getLoginItemSettings() {
    return { wasOpenedAtLogin: false, ...this.#loginItem };
  }

  setLoginItemSettings(item: { openAtLogin: boolean }): void {
    this.#loginItem = { ...item };
  }

  getAppPath(): string {
    return dirname(process.argv[1] ?? "");
  }

  focus(): void {}
  setAppUserModelId(): void {}

  /** As Electron: `before-quit`, then every window is closed, then `will-quit`, each of which can refuse. */
  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    void this.#quit().then((ended) => {
      this.#quitting = ended;
    });
  }

  get quitting(): boolean {
    return this.#quitting;
  }

  async #quit(): Promise<boolean> {
    if (!this.#allowed("before-quit")) return false;
    const open = [...this.windows.values()];
    const closed = open.map((window) => new Promise<void>((resolve) => window.once("closed", resolve)));
    for (const window of open) window.close();
    await Promise.all(closed);
    if (!this.#allowed("will-quit")) return false;
    await this.exit(0);
    return true;
  }

  async exit(code: number): Promise<void> {
    await closeBrowser();
    this.emit("quit", {}, code);
    process.exit(code);
  }

  #allowed(event: string): boolean {
    let prevented = false;
    this.emit(event, {
      preventDefault: () => {
        prevented = true;
      },
    });
    return !prevented;
  }
}

export const app = new App();

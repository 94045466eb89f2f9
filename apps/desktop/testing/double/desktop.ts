// What would reach the desktop: nothing does. A spec replaces the method it wants to see called, as with Electron.
import { EventEmitter } from "node:events";

/** A question nobody answers. */
const unanswered = <Answer>() => new Promise<Answer>(() => undefined);

export const dialog = {
  showOpenDialog: () => unanswered<{ canceled: boolean; filePaths: string[] }>(),
  showMessageBox: () => unanswered<{ response: number }>(),
  showErrorBox: () => undefined,
};

export const shell = {
  openExternal: async (_url: string) => undefined,
  showItemInFolder: (_path: string) => undefined,
};

export class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;

  constructor({ title, body }: { title: string; body: string }) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  /** All that were shown, for specs. */
  static readonly all: Notification[] = [];

  show(): void {
    Notification.all.push(this);
  }

  close(): void {
    this.emit("close");
  }
}

/** What a tray would draw, by its size. */
export const nativeImage = {
  createFromBitmap: (_bytes: Buffer, size: { width: number; height: number; scaleFactor?: number }) => ({
    getSize: () => size,
    setTemplateImage: () => undefined,
  }),
};

/** What was last told to the tray; a spec reads it from the newest one. */
export class Tray extends EventEmitter {
  static newest: Tray | undefined;
  toolTip = "";
  title = "";
  menu: unknown;

  constructor(_image: unknown) {
    super();
    Tray.newest = this;
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setTitle(text: string): void {
    this.title = text;
  }

  setContextMenu(menu: unknown): void {
    this.menu = menu;
  }
}

/** A keychain that is there only when a spec says so, and then turns text around. */
export const safeStorage = {
  getSelectedStorageBackend: () => "basic_text",
  isAsyncEncryptionAvailable: async () => false,
  encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
  decryptStringAsync: async (bytes: Buffer) => ({
    result: Buffer.from(bytes).reverse().toString(),
    shouldReEncrypt: false,
  }),
};

/** What holds off the machine's sleep: nothing does, a spec counts it. */
const blockers = new Set<number>();
export const powerSaveBlocker = {
  start: (_kind: string) => {
    const id = blockers.size + 1;
    blockers.add(id);
    return id;
  },
  stop: (id: number) => blockers.delete(id),
  isStarted: (id: number) => blockers.has(id),
};

/** The machine's sleep; a spec emits its events. */
export const powerMonitor = new EventEmitter();

export const screen = Object.assign(new EventEmitter(), {
  getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1600, height: 1000 } }],
});

class NativeTheme extends EventEmitter {
  #source: "system" | "light" | "dark" = "system";

  get themeSource(): "system" | "light" | "dark" {
    return this.#source;
  }

  set themeSource(source: "system" | "light" | "dark") {
    this.#source = source;
    this.emit("updated");
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === "dark";
  }
}

export const nativeTheme = new NativeTheme();

import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type { BrowserContext, CDPSession, Page, Route } from "playwright-core";
import { ipcMain } from "./ipcMain.ts";
import { LentPorts, type MessagePortMain } from "./messagePort.ts";
import { makeBridge } from "./page/bridge.ts";
import { makeCodec } from "./page/codec.ts";
import { type FromPage, preloadScript, type ToPage } from "./page/preloadWorld.ts";
import { fromChromium, toChromium } from "./protocol.ts";
import { session } from "./session.ts";

type OpenHandler = (details: { url: string }) => { action: "allow" | "deny" };

interface Attached {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly cdp: CDPSession;
}

const { encode, decode } = makeCodec();
const preloadProcess = {
  platform: process.platform,
  versions: { electron: "double", chrome: "double", node: "double" },
};

/** A page: a Chromium tab with the preload in a world of its own. */
export class WebContents extends EventEmitter {
  readonly session = session.defaultSession;
  #attached: Attached | null = null;
  #openHandler: OpenHandler = () => ({ action: "allow" });
  /** Where the preload of the present document runs; none while a document is being replaced. */
  #world: number | null = null;
  #loading = false;
  /** What the app said to each window the page opened, and those windows: Chromium opens before it can be asked. */
  readonly #answers: ("allow" | "deny")[] = [];
  readonly #popups: Page[] = [];
  #out: ToPage[] = [];
  readonly #ports = new LentPorts((traffic) =>
    this.#post(traffic.type === "port" ? { ...traffic, value: encode(traffic.value) } : traffic),
  );

  async attach({ context, page }: { context: BrowserContext; page: Page }, preload: string | undefined): Promise<void> {
    const cdp = await context.newCDPSession(page);
    this.#attached = { context, page, cdp };
    const { frameTree } = await cdp.send("Page.getFrameTree");
    this.#followDocuments(cdp, frameTree.frame.id);
    await cdp.send("Page.enable");
    await cdp.send("Runtime.enable");
    await cdp.send("Runtime.addBinding", { name: "doubleSend", executionContextName: "preload" });
    cdp.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
      if (name === "doubleSend" && executionContextId === this.#world) this.#receive(JSON.parse(payload) as FromPage);
    });
    const script = (source: string, worldName?: string) =>
      cdp.send("Page.addScriptToEvaluateOnNewDocument", { source, ...(worldName ? { worldName } : {}) });
    await script(`if (top === window) (${String(makeBridge)})("page")`);
    const parts = { codec: makeCodec, bridge: makeBridge };
    if (preload) await script(preloadScript(parts, readFileSync(preload, "utf8"), preloadProcess), "preload");
    cdp.on("Page.windowOpen", ({ url }) => {
      this.#answers.push(this.#openHandler({ url: fromChromium(url) }).action);
      this.#closeDenied();
    });
    page.on("popup", (popup) => {
      this.#popups.push(popup);
      this.#closeDenied();
    });
    await page.route("**", (route) => this.#navigate(route, page));
    page.on("close", () => {
      this.#ports.closeAll();
      this.emit("destroyed");
    });
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  async load(url: string): Promise<void> {
    const { context, page } = this.#required;
    await this.session.grant(context, url);
    await this.#loadedBy(() => page.goto(toChromium(url)));
  }

  reload(): void {
    void this.#loadedBy(() => this.#required.page.reload());
  }

  getURL(): string {
    return fromChromium(this.#attached?.page.url() ?? "");
  }

  isDestroyed(): boolean {
    return this.#attached?.page.isClosed() ?? false;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#post({ type: "message", channel, args: encode(args), ports: [] });
  }

  postMessage(channel: string, value: unknown, ports: readonly MessagePortMain[] = []): void {
    const lent = ports.map((port) => this.#ports.lend(port));
    this.#post({ type: "message", channel, args: encode([value]), ports: lent });
  }

  async close(): Promise<void> {
    await this.#attached?.page.close();
  }

  get cdp(): CDPSession {
    return this.#required.cdp;
  }

  get #required(): Attached {
    if (!this.#attached) throw new Error("The page is not there yet");
    return this.#attached;
  }

  #closeDenied(): void {
    while (this.#answers.length > 0 && this.#popups.length > 0) {
      const popup = this.#popups.shift();
      if (this.#answers.shift() === "deny") void popup?.close();
    }
  }

  #followDocuments(cdp: CDPSession, mainFrame: string): void {
    cdp.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.name === "preload" && context.auxData?.frameId === mainFrame) this.#world = context.id;
    });
    const gone = () => {
      this.#world = null;
      this.#ports.closeAll();
    };
    cdp.on("Runtime.executionContextsCleared", gone);
    cdp.on("Runtime.executionContextDestroyed", ({ executionContextId }) => {
      if (executionContextId === this.#world) gone();
    });
  }

  async #loadedBy(load: () => Promise<unknown>): Promise<void> {
    this.#loading = true;
    try {
      await load();
    } finally {
      this.#loading = false;
    }
    this.emit("did-finish-load");
  }

  /** A navigation the page began itself is the app's to refuse; loading and reloading are not asked about. */
  async #navigate(route: Route, page: Page): Promise<void> {
    const request = route.request();
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return route.fallback();
    const url = fromChromium(request.url());
    let prevented = false;
    const details = { url, isMainFrame: true, isSameDocument: false, preventDefault: () => (prevented = true) };
    if (!this.#loading && request.url() !== page.url()) this.emit("will-navigate", details, url);
    if (prevented) return route.abort("aborted");
    this.emit("did-start-navigation", details);
    return route.fallback();
  }

  #receive(message: FromPage): void {
    switch (message.type) {
      case "send":
        return void ipcMain.emit(message.channel, this.#event(), ...(decode(message.args) as unknown[]));
      case "invoke":
        return void this.#answer(message.call, message.channel, decode(message.args) as unknown[]);
      case "port":
        return this.#ports.receive({ type: "port", port: message.port, value: decode(message.value) });
      case "portClosed":
        return this.#ports.receive(message);
    }
  }

  async #answer(call: number, channel: string, args: readonly unknown[]): Promise<void> {
    try {
      this.#post({ type: "result", call, value: encode(await ipcMain.answer(channel, this.#event(), args)) });
    } catch (error) {
      this.#post({ type: "failure", call, error: (error as Error).message }); // answer() throws nothing else
    }
  }

  #event() {
    return { sender: this, senderFrame: { url: this.getURL(), parent: null } };
  }

  /** Messages of one turn of the event loop go in one evaluation. A document that is going loses them, as in Electron. */
  #post(message: ToPage): void {
    this.#out.push(message);
    if (this.#out.length > 1) return;
    setImmediate(() => {
      const expression = `doubleReceive(${JSON.stringify(this.#out.splice(0))})`;
      if (this.#world === null || this.isDestroyed()) return;
      this.#attached?.cdp.send("Runtime.evaluate", { expression, contextId: this.#world }).catch(() => undefined);
    });
  }
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { tellLauncher } from "./driver.ts";
import { route } from "./session.ts";

const args = [
  "--app=about:blank",
  "--remote-debugging-port=0",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--use-fake-device-for-media-stream",
  // Electron gives every MessagePort the `close` event that is behind a flag here.
  "--enable-blink-features=MessagePortCloseEvent",
];

let launched: Promise<BrowserContext> | undefined;
const taken = new Set<Page>();

/** Starts Chromium, once, and lets the launcher attach to it too. */
export function launchBrowser(profile: string): Promise<BrowserContext> {
  launched ??= start(profile);
  return launched;
}

async function start(profile: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.FLIGHTDECK_TEST_CHROMIUM,
    headless: process.env.FLIGHTDECK_TEST_HEADED !== "1",
    viewport: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args,
  });
  await context.route("**", route);
  const port = readFileSync(join(profile, "DevToolsActivePort"), "utf8").split("\n")[0];
  tellLauncher({ type: "debugging", url: `http://127.0.0.1:${port}` });
  return context;
}

let last: Promise<unknown> = Promise.resolve();

/** A blank page for a new window: the one Chromium started with, or another window. One at a time: pages come without a name. */
export function takePage(): Promise<{ context: BrowserContext; page: Page }> {
  const next = last.then(findPage);
  last = next.catch(() => undefined);
  return next;
}

async function findPage(): Promise<{ context: BrowserContext; page: Page }> {
  if (!launched) throw new Error("A window can only be opened after the app is ready");
  const context = await launched;
  const free = context.pages().find((page) => page.url() === "about:blank" && !taken.has(page));
  const page = free ?? (await openPage(context));
  taken.add(page);
  return { context, page };
}

async function openPage(context: BrowserContext): Promise<Page> {
  const browser = context.browser();
  const client = browser
    ? await browser.newBrowserCDPSession()
    : await context.newCDPSession(context.pages()[0] as Page); // there is one while the app runs
  const [page] = await Promise.all([
    context.waitForEvent("page"),
    client.send("Target.createTarget", { url: "about:blank", newWindow: true }),
  ]);
  return page;
}

export async function closeBrowser(): Promise<void> {
  const context = await launched?.catch(() => undefined);
  await context?.close().catch(() => undefined);
}

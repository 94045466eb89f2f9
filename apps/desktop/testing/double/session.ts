import { EventEmitter } from "node:events";
import type { BrowserContext, Route } from "playwright-core";
import { fromChromium, handlerOf, protocol, toChromium } from "./protocol.ts";

interface AskDetails {
  readonly requestingUrl: string;
  readonly isMainFrame: boolean;
  readonly mediaTypes?: readonly string[];
}
type PermissionRequest = (
  page: unknown,
  permission: string,
  answer: (yes: boolean) => void,
  details: AskDetails,
) => void;
type BeforeRequest = (request: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

/** Chromium's permissions as CDP names them, and what Electron asks the app for them. */
const permissions: readonly { name: string; permission: string; mediaTypes?: string[] }[] = [
  { name: "microphone", permission: "media", mediaTypes: ["audio"] },
  { name: "camera", permission: "media", mediaTypes: ["video"] },
  { name: "notifications", permission: "notifications" },
  { name: "geolocation", permission: "geolocation" },
  { name: "midi", permission: "midi" },
  { name: "clipboard-read", permission: "clipboard-read" },
  { name: "clipboard-write", permission: "clipboard-sanitized-write" },
];

class Session extends EventEmitter {
  readonly protocol = protocol;
  #ask: PermissionRequest | null = null;
  beforeRequest: BeforeRequest | null = null;
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest | null) => {
      this.beforeRequest = listener;
    },
  };

  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    this.#ask = handler;
  }

  /** Chromium asks once, so the double asks the request handler alone. */
  setPermissionCheckHandler(): void {}
  setDevicePermissionHandler(): void {}

  /** Grants an origin what the app's handler allows it; Chromium then refuses it the rest without asking anyone. */
  async grant(context: BrowserContext, url: string): Promise<void> {
    if (!/^https?:/.test(toChromium(url))) return;
    const allowed = permissions.filter(({ permission, mediaTypes }) => {
      let yes = this.#ask === null; // without a handler Electron grants everything
      const details = { requestingUrl: url, isMainFrame: true, ...(mediaTypes ? { mediaTypes } : {}) };
      this.#ask?.(null, permission, (answer) => (yes = answer), details);
      return yes;
    });
    const names = allowed.map(({ name }) => name);
    await context.grantPermissions(names, { origin: new URL(toChromium(url)).origin });
  }
}

export const session = { defaultSession: new Session() };

/** Every request of every page: custom schemes are answered by the app, the rest only if the app lets it pass. */
export async function route(route: Route): Promise<void> {
  const request = route.request();
  const url = fromChromium(request.url());
  let cancelled = false;
  session.defaultSession.beforeRequest?.({ url }, ({ cancel }) => {
    cancelled = cancel === true;
  });
  if (cancelled) return route.abort("blockedbyclient");
  if (url === request.url()) return route.continue();
  const handler = handlerOf(url);
  if (!handler) return route.abort();
  const response = await handler(new Request(url, { method: request.method(), headers: request.headers() }));
  const body = Buffer.from(await response.arrayBuffer());
  await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
}

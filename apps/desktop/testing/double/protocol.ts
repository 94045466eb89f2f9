type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler | null>();
const suffix = "scheme.test";

/** Custom schemes. Chromium is shown an https host for each, which no network ever hears of. */
export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string }[]): void {
    for (const { scheme } of schemes) handlers.set(scheme, null);
  },
  handle(scheme: string, handler: Handler): void {
    handlers.set(scheme, handler);
  },
  isProtocolHandled: (scheme: string): boolean => Boolean(handlers.get(scheme)),
};

export function handlerOf(url: string): Handler | null {
  return handlers.get(new URL(url).protocol.slice(0, -1)) ?? null;
}

/** `app://flightdeck/x` → `https://flightdeck.app.scheme.test/x` */
export function toChromium(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/i.exec(url);
  return parts?.[1] && handlers.has(parts[1]) ? `https://${parts[2]}.${parts[1]}.${suffix}${parts[3] || "/"}` : url;
}

/** The way back. */
export function fromChromium(url: string): string {
  const parts = /^https:\/\/([^/]*)\.([^./]+)\.scheme\.test(.*)$/.exec(url);
  return parts ? `${parts[2]}://${parts[1]}${parts[3]}` : url;
}

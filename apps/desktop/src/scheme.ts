import { protocol, type Session } from "electron";
import { respond } from "./rendererFiles.ts";

/** Makes `app:` a scheme like https: an origin of its own, secure contexts, fetch. Has to run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the renderer's built files at `app://flightdeck/`. */
export function serveRenderer(session: Session, root: string): void {
  session.protocol.handle("app", (request) => respond(request, root));
}

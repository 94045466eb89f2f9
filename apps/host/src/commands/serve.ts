import { parseArgs } from "node:util";
import { electronPath } from "../electronPath.ts";
import { endSignal, endWithin } from "../ending.ts";
import { sentence } from "../failure.ts";
import { type Headless, serveHeadless } from "../headless.ts";
import { openHome, openToken, socketPath } from "../home.ts";
import { type Host, openHost } from "../host.ts";
import { rendererFolder } from "../pages.ts";
import { UsageError, withUsage } from "../usage.ts";

const END_LIMIT = 1_800;

const serveOptions = {
  port: { type: "string" },
  home: { type: "string" },
  install: { type: "boolean" },
  uninstall: { type: "boolean" },
  window: { type: "boolean" },
} as const;

/**
 * Runs the host until a signal ends it, with --window until standard input ends too: whoever opened the window holds it.
 * One line of JSON on stdout says that it is ready and where.
 */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("serve", async () => {
    const { values } = parseArgs({ args: [...args], options: serveOptions });
    const port = portOf(values.port);
    if (values.install && values.uninstall) throw new UsageError("--install and --uninstall do not go together");
    if (values.install || values.uninstall) {
      const { setAtLogin } = await import("./serveAtLogin.ts");
      return await setAtLogin(values.install === true, values);
    }
    const ended = endSignal();
    let host: Host | undefined;
    let headless: Headless | undefined;
    try {
      const home = openHome(values.home);
      host = await openHost({ home, electron: electronPath() });
      const pages = rendererFolder();
      const bound = await host.server.listen({ port, token: openToken(home), pages });
      await host.server.listenLocally(socketPath(home));
      const url = `http://127.0.0.1:${bound}/#token=${openToken(home)}`;
      host.announce(url);
      process.stdout.write(`${JSON.stringify({ url, pid: process.pid })}\n`);
      headless = serveHeadless(host, {
        say: (line) => process.stderr.write(`${line}\n`),
        now: Date.now,
        ...(values.window && { window: inputEnded() }),
      });
      await Promise.race([ended, headless.windowGone]);
      endWithin(END_LIMIT, 0);
      return 0;
    } catch (error) {
      process.stderr.write(`flightdeck serve: ${sentence(error)}\n`);
      endWithin(END_LIMIT, 1);
      return 1;
    } finally {
      headless?.close();
      await host?.close();
    }
  });

const inputEnded = (): Promise<void> =>
  new Promise((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("error", () => resolve());
    process.stdin.resume();
  });

function portOf(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`'${text}' is not a port`);
  return port;
}

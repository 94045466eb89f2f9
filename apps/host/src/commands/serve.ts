import { parseArgs } from "node:util";
import { electronPath } from "../electronPath.ts";
import { endSignal, endWithin } from "../ending.ts";
import { sentence } from "../failure.ts";
import { openHome, openToken, socketPath } from "../home.ts";
import { type Host, openHost } from "../host.ts";
import { rendererFolder } from "../pages.ts";
import { UsageError, withUsage } from "../usage.ts";

const END_LIMIT = 1_800;

/** Runs the host until a signal ends it. One line of JSON on stdout says that it is ready and where. */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("serve", async () => {
    const { values } = parseArgs({ args: [...args], options: { port: { type: "string" }, home: { type: "string" } } });
    const port = portOf(values.port);
    const ended = endSignal();
    let host: Host | undefined;
    try {
      const home = openHome(values.home);
      host = await openHost({ home, electron: electronPath() });
      const pages = rendererFolder();
      const bound = await host.server.listen({ port, token: openToken(home), pages });
      await host.server.listenLocally(socketPath(home));
      const url = `http://127.0.0.1:${bound}/#token=${openToken(home)}`;
      host.announce(url);
      process.stdout.write(`${JSON.stringify({ url, pid: process.pid })}\n`);
      await ended;
      endWithin(END_LIMIT, 0);
      return 0;
    } catch (error) {
      process.stderr.write(`flightdeck serve: ${sentence(error)}\n`);
      endWithin(END_LIMIT, 1);
      return 1;
    } finally {
      await host?.close();
    }
  });

function portOf(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`'${text}' is not a port`);
  return port;
}

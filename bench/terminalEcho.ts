import type { TerminalId } from "@flightdeck/contract";
import type { Client } from "../e2e/host.ts";
import { type Bench, quantile } from "./bench.ts";
import { treeMemory } from "./memory.ts";
import { startModelProcess, startThread, watchTurn, withSetting } from "./setting.ts";

/** What one terminal prints while a person types into the other. */
const FLOOD_BYTES = 300_000_000;

/** Follows a terminal as a window does, and tells of each text as it comes. */
async function look(client: Client, terminalId: TerminalId, see: (text: string) => void, signal: AbortSignal) {
  const watcher = crypto.randomUUID();
  for await (const event of await client.terminals.watch({ terminalId, watcher }, { signal })) {
    if (event.type === "resized") continue;
    const text = event.type === "snapshot" ? event.screen : event.text;
    see(text);
    if (text === "") continue;
    // The last ones may be on their way when the host ends.
    client.terminals.acknowledge({ terminalId, watcher, characters: text.length }).catch(() => {});
  }
}

/**
 * From a key to its echo at the client, while another terminal prints 300 MB that a window follows; and what the host
 * grows by meanwhile. A sample of the echo is a run's p95.
 */
export const terminalEcho: Bench<"echo" | "growth"> = {
  name: "terminal-echo",
  figures: {
    echo: { name: "terminal: key → echo while another floods, p95", unit: "ms", budget: 50, peers: { superset: 48.5 } },
    growth: { name: "terminal: host's growth over a flood of 300 MB", unit: "MB", budget: 80, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelProcess();
    const [echo, growth]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      await withSetting(model.url, async ({ client, project, pid }) => {
        const threadId = await startThread(client, project.id, "scenario:say hello");
        await watchTurn(client, threadId);
        const size = { threadId, columns: 120, rows: 40 };
        const [flooding, typing] = [await client.terminals.open(size), await client.terminals.open(size)];
        const stop = new AbortController();
        let heard = "";
        let wake = () => {};
        const looking = [
          look(client, flooding.terminalId, () => {}, stop.signal),
          look(client, typing.terminalId, (text) => ((heard += text), wake()), stop.signal),
        ].map((watching) => watching.catch(() => {})); // it ends with its signal
        const until = async (text: string) => {
          while (!heard.includes(text)) await new Promise<void>((resolve) => (wake = resolve));
        };
        const write = (terminalId: TerminalId, text: string) => client.terminals.write({ terminalId, text });
        await write(typing.terminalId, "exec cat\r");
        await until("exec cat");
        const before = treeMemory(pid);
        let flooded = false;
        const over = (async () => {
          for await (const { terminals } of await client.terminals.watchList({ threadId }))
            if (terminals.some(({ id, exit }) => id === flooding.terminalId && exit !== undefined)) return;
        })().finally(() => {
          flooded = true;
        });
        await write(
          flooding.terminalId,
          `exec sh -c 'yes "one line of many, over and over" | head -c ${FLOOD_BYTES}'\r`,
        );
        const samples: number[] = [];
        let most = 0;
        for (let n = 0; !flooded; n += 1) {
          heard = "";
          const key = `k${n};`;
          const pressed = performance.now();
          await write(typing.terminalId, `${key}\r`);
          await until(key);
          samples.push(performance.now() - pressed);
          if (n % 20 === 0) most = Math.max(most, treeMemory(pid) - before);
        }
        await over;
        stop.abort();
        await Promise.all(looking);
        echo.push(quantile(samples, 0.95));
        growth.push(most);
      });
    }
    return { echo, growth };
  },
};

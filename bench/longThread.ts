import { once } from "node:events";
import type { MessageId, ThreadId } from "@flightdeck/contract";
import { answer, call, say, startModelServer } from "@flightdeck/testkit";
import type { Bench } from "./bench.ts";
import { treeMemory } from "./memory.ts";
import { type Setting, startThread, watchTurn, withSetting } from "./setting.ts";

/** A port for the inspector, through which garbage is collected: what lies about uncollected is no growth. */
const inspected = { NODE_OPTIONS: "--inspect=127.0.0.1:0" };
const few = 300;
const many = 3_000;
const quick = 900;
/** Turns between two compactions. */
const stretch = 50;
const paragraph = "The quick brown fox jumps over the lazy dog. ".repeat(40);

/**
 * The memory of a host in whose thread turns go on for days, with tools, long answers and a compaction every so many:
 * after 300 turns, and how much more it is after 3,000 (900 when it must be quick).
 */
export const longThread: Bench<"few" | "growth"> = {
  name: "long-thread",
  figures: {
    few: { name: "host memory after 300 turns of one thread", unit: "MB", budget: 180, peers: {} },
    growth: { name: "growth of it up to 3,000 turns, 60 compactions", unit: "MB", budget: 30, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelServer();
    // What the scripted model remembers of its requests would fill this process's memory.
    const forget = () => {
      model.reset();
      model.script(({ body }) =>
        /"text":"Turn \d+"/.test(JSON.stringify(body.input.at(-1)))
          ? answer(call("exec_command", { cmd: "seq 200" }))
          : answer(say(paragraph, 4)),
      );
    };
    forget();
    return await withSetting(
      model.url,
      async (setting) => {
        const threadId = await startThread(setting.client, setting.project.id, "Turn 1");
        await watchTurn(setting.client, threadId);
        await turnsUpTo(setting, threadId, { from: 2, to: few, forget });
        const before = await settledMemory(setting);
        await turnsUpTo(setting, threadId, { from: few + 1, to: runs === 1 ? quick : many, forget });
        return { few: [before], growth: [Math.max(0, (await settledMemory(setting)) - before)] };
      },
      inspected,
    );
  },
};

async function turnsUpTo(
  { client }: Setting,
  threadId: ThreadId,
  { from, to, forget }: { readonly from: number; readonly to: number; readonly forget: () => void },
): Promise<void> {
  for (let turn = from; turn <= to; turn += 1) {
    await client.turns.send({ threadId, messageId: crypto.randomUUID() as MessageId, text: `Turn ${turn}` }); // any id is one
    await watchTurn(client, threadId);
    if (turn % stretch !== 0) continue;
    forget();
    await client.threads.compact({ threadId });
    await watchTurn(client, threadId);
  }
}

/** What is left when nothing happens for a while and garbage is collected: the least of some looks. */
async function settledMemory({ pid, log }: Setting): Promise<number> {
  const address = /ws:\/\/127\.0\.0\.1:\S+/.exec(log())?.[0];
  if (address === undefined) throw new Error("the host has no inspector");
  const looks: number[] = [];
  for (let look = 0; look < 5; look += 1) {
    await collectGarbage(address);
    await new Promise((resolve) => setTimeout(resolve, 300));
    looks.push(treeMemory(pid));
  }
  return Math.min(...looks);
}

/** Asks the inspector at this address for a whole collection; resolves when it is done. */
async function collectGarbage(address: string): Promise<void> {
  const inspector = new WebSocket(address);
  await once(inspector, "open");
  inspector.send(JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" }));
  await once(inspector, "message");
  inspector.close();
  await once(inspector, "close");
}

import type { MessageId } from "@flightdeck/contract";
import type { Bench } from "./bench.ts";
import { startModelProcess, startThread, watchTurn, withSetting } from "./setting.ts";

const length = 200_000;

/**
 * A long answer at a client of the host that watches already. Text comes in frames, all of it in one at times, so that
 * "first to last" would flatter us: this counts from the sent message on.
 */
export const streaming: Bench<"client"> = {
  name: "streaming",
  figures: {
    client: { name: "200 KB in 2,000 deltas, client", unit: "ms", budget: 90, peers: { codex: 92, opencode: 100 } },
  },
  async measure(runs) {
    await using model = await startModelProcess();
    return await withSetting(model.url, async ({ client, project }) => {
      const threadId = await startThread(client, project.id, "scenario:say hello");
      await watchTurn(client, threadId);
      const samples: number[] = [];
      for (let run = 0; run < runs + 1; run += 1) {
        const messageId = crypto.randomUUID() as MessageId; // any id is one
        let sentAt = Number.NaN;
        let got = 0;
        for await (const event of await client.threads.watch({ threadId })) {
          if (event.type === "snapshot") {
            sentAt = performance.now();
            await client.turns.send({ threadId, messageId, text: `scenario:text${length}x2000` });
          }
          if (event.type !== "events") continue;
          for (const each of event.events) if (each.type === "item.delta") got += each.text.length;
          if (got >= length) break;
        }
        samples.push(performance.now() - sentAt);
      }
      return { client: samples.slice(1) }; // the first one warms it
    });
  },
};

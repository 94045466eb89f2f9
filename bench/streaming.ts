import type { ThreadWatchEvent } from "@flightdeck/contract";
import type { Bench } from "./bench.ts";
import { startModelProcess, startThread, watchTurn, withSetting } from "./setting.ts";

/** When the first and the last text of the agent's message came, as a watcher sees them. */
function textTimes() {
  let first: number | undefined;
  let last = 0;
  const saw = () => {
    first ??= performance.now();
    last = performance.now();
  };
  const see = (event: ThreadWatchEvent) => {
    if (event.type !== "events") return;
    for (const each of event.events) {
      if (each.type === "item.delta") saw();
      else if (each.type === "item.completed" && each.item.type === "agent_message") saw();
    }
  };
  return { see, span: () => last - (first ?? Number.NaN) };
}

/** A long answer at a client of the host: from its first text to its last. */
export const streaming: Bench<"client"> = {
  name: "streaming",
  figures: {
    client: { name: "200 KB in 2,000 deltas, client", unit: "ms", budget: 90, peers: { codex: 92, opencode: 100 } },
  },
  async measure(runs) {
    await using model = await startModelProcess();
    return await withSetting(model.url, async ({ client, project }) => {
      const samples: number[] = [];
      for (let run = 0; run < runs + 1; run += 1) {
        const times = textTimes();
        await watchTurn(client, await startThread(client, project.id, "scenario:text200000x2000"), times.see);
        samples.push(times.span());
      }
      return { client: samples.slice(1) };
    });
  },
};

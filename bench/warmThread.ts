import type { Bench } from "./bench.ts";
import { startModelProcess, startThread, watchTurn, withSetting } from "./setting.ts";

/** A new thread with a short answer in a host that runs, from the click to the turn's end. */
export const warmThread: Bench<"thread"> = {
  name: "warm-thread",
  figures: {
    thread: { name: "new thread, short answer", unit: "ms", budget: 40, peers: { codex: 60, opencode: 180 } },
  },
  async measure(runs) {
    await using model = await startModelProcess();
    return await withSetting(model.url, async ({ client, project }) => {
      const samples: number[] = [];
      for (let run = 0; run < runs * 5 + 2; run += 1) {
        const startedAt = performance.now();
        await watchTurn(client, await startThread(client, project.id, "scenario:say hello"));
        samples.push(performance.now() - startedAt);
      }
      return { thread: samples.slice(2) }; // the first two warm it
    });
  },
};

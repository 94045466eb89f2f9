import type { Bench } from "./bench.ts";
import { startModelProcess, startThread, watchTurn, withSetting } from "./setting.ts";

/** What the agent adds to a tool turn: a model's answer has ended, one sandboxed command runs, the next request goes out. */
export const toolTurn: Bench<"overhead"> = {
  name: "tool-turn",
  figures: {
    overhead: { name: "tool turn, 1 thread", unit: "ms", budget: 30, peers: { codex: 71, opencode: 102 } },
  },
  async measure(runs) {
    const samples: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      await using model = await startModelProcess();
      await withSetting(model.url, async ({ client, project }) => {
        await watchTurn(client, await startThread(client, project.id, "scenario:loop30"));
      });
      samples.push(...(await model.gaps()));
    }
    return { overhead: samples };
  },
};

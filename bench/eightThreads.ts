import type { Bench } from "./bench.ts";
import { watchMemory } from "./memory.ts";
import { startModelProcess, startThread, watchTurn, withSetting } from "./setting.ts";

const threads = 8;

/** Eight threads of thirty tool turns each at once in one host. */
export const eightThreads: Bench<"overhead" | "wall" | "memory"> = {
  name: "eight-threads",
  figures: {
    overhead: { name: "tool turn, 8 threads", unit: "ms", budget: 100, peers: { codex: 225, opencode: 512 } },
    wall: { name: "8 threads × 30 tool turns", unit: "ms", budget: 4000, peers: { codex: 7300, opencode: 22_000 } },
    memory: { name: "memory, 8 busy threads", unit: "MB", budget: 180, peers: { codex: 197, opencode: 1643 } },
  },
  async measure(runs) {
    const samples = { overhead: [] as number[], wall: [] as number[], memory: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      await using model = await startModelProcess();
      await withSetting(model.url, async ({ client, project, pid }) => {
        using memory = watchMemory(pid);
        const startedAt = performance.now();
        const one = async () => watchTurn(client, await startThread(client, project.id, "scenario:loop30"));
        await Promise.all(Array.from({ length: threads }, one));
        samples.wall.push(performance.now() - startedAt);
        samples.memory.push(memory.peak());
      });
      samples.overhead.push(...(await model.gaps()));
    }
    return samples;
  },
};

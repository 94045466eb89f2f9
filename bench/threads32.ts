import { setTimeout as wait } from "node:timers/promises";
import type { Bench } from "./bench.ts";
import { watchMemory } from "./memory.ts";
import { startModelProcess, startThread, watchTurn, withSetting } from "./setting.ts";

const threads = 32;
/** Between two looks of the person who does something else meanwhile. */
const pause = 100;

/** Thirty-two threads of ten tool turns each at once in one host, and a person who looks at a thirty-third. */
export const threads32: Bench<"response" | "wall" | "memory"> = {
  name: "threads-32",
  figures: {
    response: { name: "opening a thread while 32 work", unit: "ms", budget: 100, peers: {} },
    wall: { name: "32 threads × 10 tool turns", unit: "ms", budget: 8000, peers: {} },
    memory: { name: "memory, 32 busy threads", unit: "MB", budget: 400, peers: {} },
  },
  async measure(runs) {
    const samples = { response: [] as number[], wall: [] as number[], memory: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      await using model = await startModelProcess();
      await withSetting(model.url, async ({ client, project, pid }) => {
        const other = await startThread(client, project.id, "scenario:say I am the one you look at");
        await watchTurn(client, other);
        const over = new AbortController();
        const look = async () => {
          while (!over.signal.aborted) {
            const from = performance.now();
            await client.threads.list({});
            const watched = await client.threads.watch({ threadId: other });
            await watched.next();
            samples.response.push(performance.now() - from);
            await watched.return?.();
            await wait(pause);
          }
        };
        using memory = watchMemory(pid, 250);
        const startedAt = performance.now();
        const one = async () => watchTurn(client, await startThread(client, project.id, "scenario:loop10"));
        const looking = look();
        await Promise.all(Array.from({ length: threads }, one));
        samples.wall.push(performance.now() - startedAt);
        samples.memory.push(memory.peak());
        over.abort();
        await looking;
      });
    }
    return samples;
  },
};

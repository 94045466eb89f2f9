import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { answer, call, say, startModelServer } from "@flightdeck/testkit";
import type { Bench } from "./bench.ts";
import { startThread, watchTurn, withSetting } from "./setting.ts";

const threads = 8;
/** The least that settings allow, so that the bench fits on any machine. */
const memoryPercent = 10;
/** Of the limit, by each suite: four at once are more than there is. */
const share = 0.3;

/** A test suite that takes its memory bit by bit and works for a while. */
const suite = (megabytes: number): string => `
import { test } from "node:test";
test("works", async () => {
  const held = [];
  for (let taken = 0; taken < ${megabytes}; taken += 20) {
    held.push(Buffer.alloc(20 << 20, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const until = performance.now() + 3000;
  for (let sum = 0; performance.now() < until; ) sum += held[sum % held.length].length;
});
`;

/** How many processes the system itself has ended for want of memory, where it counts them. */
function endedBySystem(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Runs its suite until it has passed: one that was stopped for its memory is started again. */
async function modelThatTestsUntilItPasses() {
  const model = await startModelServer();
  let stopped = 0;
  model.script(({ body }) => {
    const [last] = body.input.slice(-1);
    const said = JSON.stringify(last);
    if (said.includes("pass 1")) return answer(say("All is well."));
    if (said.includes("[Stopped: ")) stopped += 1;
    else if (said.includes("function_call_output")) throw new Error(`the suite failed: ${said}`);
    return answer(call("exec_command", { cmd: "node --test suite.test.mjs", yield_time_ms: 120_000 }));
  });
  return { model, stopped: () => stopped };
}

/** Eight threads that each run a memory-hungry test suite at once: how the host and a screen beside it fare. */
export const eightSuites: Bench<"query" | "screen" | "wall"> = {
  name: "eight-suites",
  figures: {
    query: { name: "query beside 8 suites", unit: "ms", budget: 20, peers: {} },
    screen: { name: "a screen's wake-up beside 8 suites", unit: "ms", budget: 20, peers: {} },
    wall: { name: "8 suites, all passed", unit: "ms", budget: 120_000, peers: {} },
  },
  async measure(runs) {
    const samples = { query: [] as number[], screen: [] as number[], wall: [] as number[] };
    const limit = (totalmem() * memoryPercent) / 100;
    for (let run = 0; run < Math.min(runs, 2); run += 1) {
      const { model, stopped } = await modelThatTestsUntilItPasses();
      const before = endedBySystem();
      await withSetting(model.url, async ({ client, project }) => {
        await client.settings.update({ machine: { heavyCommands: 4, memoryPercent, cpuPercent: 100 } });
        await writeFile(join(project.path, "suite.test.mjs"), suite(Math.round((limit * share) / 2 ** 20)));
        const startedAt = performance.now();
        const one = async (_each: unknown, index: number) =>
          watchTurn(client, await startThread(client, project.id, `Run the suite, ${index}`));
        const over = new AbortController();
        const watching = Promise.all([
          ask(() => client.models.list({}), samples.query, over.signal),
          wake(samples.screen, over.signal),
        ]);
        await Promise.all(Array.from({ length: threads }, one));
        over.abort();
        await watching;
        samples.wall.push(performance.now() - startedAt);
      });
      await model.close();
      const killed = endedBySystem() - before;
      if (killed > 0) throw new Error(`the system ended ${killed} processes`);
      console.error(
        `  ${threads} suites of ${Math.round((limit * share) / 1e6)} MB under ${Math.round(limit / 1e6)} MB on ${availableParallelism()} cores: ` +
          `all passed, ${stopped()} stopped for memory and run again, none ended by the system`,
      );
    }
    return samples;
  },
};

async function ask(query: () => Promise<unknown>, samples: number[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const askedAt = performance.now();
    await query();
    samples.push(performance.now() - askedAt);
    await pause(25);
  }
}

/** A process of ordinary priority, as a window is: how late its timers come, at worst, in each quarter of a second. */
async function wake(samples: number[], signal: AbortSignal): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  while (!signal.aborted) {
    await pause(250);
    samples.push(delay.max / 1e6);
    delay.reset();
  }
  delay.disable();
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

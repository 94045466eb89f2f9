import type { Bench } from "./bench.ts";
import { withFullHome } from "./fullHome.ts";
import { withPageOf } from "./page.ts";
import { processesBelow, reapedFaults, treeSeconds } from "./processes.ts";
import { traceStirs } from "./trace.ts";

const settle = 5_000;

/**
 * What goes on while nothing happens: a window with 20 projects, their 500 threads and one of them open, looked at and
 * left alone.
 */
export const idle: Bench<"host" | "processes" | "timers" | "paints"> = {
  name: "idle",
  figures: {
    host: { name: "idle, 20 projects: the host's share of a core", unit: "%", budget: 1, peers: {} },
    processes: { name: "processes that it has or starts", unit: "", budget: 0, peers: {} },
    timers: { name: "timers in the window", unit: "", budget: 0, peers: {} },
    paints: { name: "repaints in the window", unit: "", budget: 0, peers: {} },
  },
  async measure(runs) {
    const watched = runs === 1 ? 15_000 : 65_000;
    return await withFullHome(async (full) => {
      await using host = await full.start();
      return await withPageOf(host.url, async (page) => {
        const links = page.getByRole("navigation", { name: "Projects" }).getByRole("link");
        // A month later: what happened minutes ago tells its age anew each minute, and these threads were just made.
        await page.addInitScript(() => {
          const now = Date.now;
          Date.now = () => now() + 30 * 86_400_000;
        });
        await page.reload();
        await links.first().click();
        await page.getByRole("log", { name: "Conversation" }).waitFor();
        // Not the message box: the browser itself makes its caret blink.
        await links.first().focus();
        await page.waitForTimeout(settle);
        const before = { seconds: treeSeconds(host.pid), faults: reapedFaults(host.pid) };
        const { timers, paints } = await traceStirs(page, () => page.waitForTimeout(watched));
        const seconds = treeSeconds(host.pid) - before.seconds;
        const processes = processesBelow(host.pid).length + (reapedFaults(host.pid) === before.faults ? 0 : 1);
        const stirred = await traceStirs(page, () => links.nth(1).click());
        if (stirred.paints === 0) throw new Error("the trace did not see a click");
        return {
          host: [(seconds / watched) * 100_000],
          processes: [processes],
          timers: [timers],
          paints: [paints],
        };
      });
    });
  },
};

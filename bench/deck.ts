import type { Page } from "@playwright/test";
import type { Bench } from "./bench.ts";
import { withPage } from "./page.ts";
import { treeSeconds } from "./processes.ts";
import { startModelProcess, startThread, withSetting } from "./setting.ts";
import { traceTasks } from "./trace.ts";

const threads = 32;
const watched = 5_000;

interface Seen {
  readonly longestFrame: number;
  /** Main-thread work of 50 ms and more, the longest. */
  readonly longestTask: number;
  readonly drawn: number;
}

/** Watches the wall for some seconds: how smoothly it goes, and how many cards change. */
const watchWall = (page: Page): Promise<Seen> =>
  page.evaluate(
    (time) =>
      new Promise<Seen>((resolve) => {
        const wall = document.querySelector('section[aria-label="Deck"]');
        if (wall === null) throw new Error("the deck is not open");
        const drawn = new Set<Element>();
        const changes = new MutationObserver((list) => {
          for (const { target } of list) {
            const card = (target instanceof Element ? target : target.parentElement)?.closest("[data-card]");
            if (card) drawn.add(card);
          }
        });
        changes.observe(wall, { subtree: true, childList: true, characterData: true, attributes: true });
        let longestTask = 0;
        const tasks = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
        });
        tasks.observe({ entryTypes: ["longtask"] });
        let longestFrame = 0;
        let frameAt = performance.now();
        const until = frameAt + time;
        const frame = () => {
          const now = performance.now();
          longestFrame = Math.max(longestFrame, now - frameAt);
          frameAt = now;
          if (now < until) {
            requestAnimationFrame(frame);
            return;
          }
          changes.disconnect();
          tasks.disconnect();
          resolve({ longestFrame, longestTask, drawn: drawn.size });
        };
        requestAnimationFrame(frame);
      }),
    watched,
  );

/** The processor's time that the window's main thread and the host take while `look` goes on, in percent of a core. */
async function costOf<T>(page: Page, pid: number, look: () => Promise<T>) {
  const [hostBefore, began] = [treeSeconds(pid), performance.now()];
  let seen: T | undefined;
  const tasks = await traceTasks(page, async () => {
    seen = await look();
  });
  const time = performance.now() - began;
  const share = (milliseconds: number) => (milliseconds / time) * 100;
  return {
    seen: seen as T, // the trace ends after it
    window: share(tasks.reduce((sum, { cpu }) => sum + cpu, 0)),
    host: share((treeSeconds(pid) - hostBefore) * 1_000),
  };
}

/** The deck while 32 threads stream: every card lives, no frame takes long, and it costs little more than the list beside it. */
export const deck: Bench<"frame" | "task" | "window" | "host"> = {
  name: "deck",
  figures: {
    frame: { name: "deck, 32 threads stream: longest frame", unit: "ms", budget: 50, peers: {} },
    task: { name: "longest task meanwhile", unit: "ms", budget: 50, peers: {} },
    window: { name: "what the deck adds to the list, window, of a core", unit: "%", budget: 20, peers: {} },
    host: { name: "the same, host", unit: "%", budget: 10, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelProcess();
    const samples = { frame: [] as number[], task: [] as number[], window: [] as number[], host: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      await withSetting(model.url, (setting) =>
        withPage(setting, async (page) => {
          const { client, project, pid } = setting;
          for (let n = 0; n < threads; n += 1) await startThread(client, project.id, "scenario:count20x3000");
          await page
            .locator('[data-thread][data-status="running"]')
            .nth(threads - 1)
            .waitFor();
          await page.waitForTimeout(2_000); // all threads stream, and what their start moved comes to rest
          const list = await costOf(page, pid, () => page.waitForTimeout(watched));
          await page.keyboard.press("Alt+d");
          await page
            .locator('[data-card][data-status="running"]')
            .nth(threads - 1)
            .waitFor();
          await page.waitForTimeout(1_000);
          const wall = await costOf(page, pid, () => watchWall(page));
          const { longestFrame, longestTask, drawn } = wall.seen;
          if (drawn < threads) throw new Error(`only ${drawn} of ${threads} cards lived`);
          samples.frame.push(longestFrame);
          samples.task.push(longestTask);
          samples.window.push(Math.max(0, wall.window - list.window));
          samples.host.push(Math.max(0, wall.host - list.host));
        }),
      );
    }
    return samples;
  },
};

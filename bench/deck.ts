import type { Page } from "@playwright/test";
import type { Bench } from "./bench.ts";
import { withPage } from "./page.ts";
import { startModelProcess, startThread, withSetting } from "./setting.ts";

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

/** The deck while 32 threads stream: every card lives, and no frame takes long. */
export const deck: Bench<"frame" | "task"> = {
  name: "deck",
  figures: {
    frame: { name: "deck, 32 threads stream: longest frame", unit: "ms", budget: 50, peers: {} },
    task: { name: "longest task meanwhile", unit: "ms", budget: 50, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelProcess();
    const samples = { frame: [] as number[], task: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      await withSetting(model.url, (setting) =>
        withPage(setting, async (page) => {
          const { client, project } = setting;
          for (let n = 0; n < threads; n += 1) await startThread(client, project.id, "scenario:slow20x3000");
          await page.keyboard.press("Alt+d");
          await page
            .locator('[data-card][data-status="running"]')
            .nth(threads - 1)
            .waitFor();
          await page.waitForTimeout(2_000); // the wall comes to rest, all threads stream
          const { longestFrame, longestTask, drawn } = await watchWall(page);
          if (drawn < threads) throw new Error(`only ${drawn} of ${threads} cards lived`);
          samples.frame.push(longestFrame);
          samples.task.push(longestTask);
        }),
      );
    }
    return samples;
  },
};

import { type Browser, chromium } from "@playwright/test";
import { findBrowser } from "../scripts/browser.mjs";
import type { Host } from "../e2e/host.ts";
import type { Bench } from "./bench.ts";
import { threads, withFullHome } from "./fullHome.ts";

/** The clock that a page has too. */
const clock = () => performance.timeOrigin + performance.now();

/** Starts a host and opens a window on it: when each could be used, in milliseconds. The host goes on. */
export async function startToUsable(
  browser: Browser,
  start: () => Promise<Host>,
): Promise<{ readonly host: Host; readonly started: number; readonly usable: number }> {
  // A context of its own, so that nothing of the page is in a cache.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const startedAt = clock();
  const host = await start();
  const started = clock() - startedAt;
  await page.goto(host.url, { waitUntil: "commit" });
  const usable = await page.waitForFunction(
    (count) => {
      const links = document.querySelectorAll('nav[aria-label="Projects"] a[data-thread]').length;
      const box = document.querySelector<HTMLElement>('[role="textbox"][aria-label="Message"]');
      return links === count && box?.isContentEditable === true
        ? performance.timeOrigin + performance.now()
        : undefined;
    },
    threads,
    { polling: "raf" },
  );
  const usableAt = (await usable.jsonValue()) ?? Number.NaN;
  await page.keyboard.insertText("There it is.");
  await page.getByText("There it is.").first().waitFor(); // what an earlier start typed is still there
  await context.close();
  return { host, started, usable: usableAt - startedAt };
}

/** From the start of the host to a window in which every thread is listed and the message box takes what is typed. */
export const appStart: Bench<"host" | "usable"> = {
  name: "app-start",
  figures: {
    host: { name: "start of the host with 500 threads in 20 projects", unit: "ms", budget: 500, peers: {} },
    usable: { name: "app start to usable with them", unit: "ms", budget: 1500, peers: { emdash: 5000 } },
  },
  measure: (runs) =>
    withFullHome(async (full) => {
      const browser = await chromium.launch({
        executablePath: findBrowser(),
        args: ["--disable-background-networking"],
      });
      const samples = { host: [] as number[], usable: [] as number[] };
      try {
        for (let run = 0; run < runs; run += 1) {
          const { host, started, usable } = await startToUsable(browser, full.start);
          samples.host.push(started);
          samples.usable.push(usable);
          await host.stop();
        }
      } finally {
        await browser.close();
      }
      return samples;
    }),
};

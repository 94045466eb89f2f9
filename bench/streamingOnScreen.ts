import type { Page } from "@playwright/test";
import type { MessageId } from "@flightdeck/contract";
import type { Bench } from "./bench.ts";
import { threadLink, withPage } from "./page.ts";
import { startModelProcess, startThread, watchTurn, withSetting } from "./setting.ts";

interface Painted {
  /** From the first change of the conversation to the frame after the last one. */
  readonly span: number;
  readonly longestFrame: number;
}

/** Watches the conversation from its next change until it has been quiet for a second. Runs in the page. */
const watchConversation = (page: Page): Promise<Painted> =>
  page.evaluate(
    () =>
      new Promise<Painted>((resolve) => {
        const log = document.querySelector('[role="log"]');
        if (log === null) throw new Error("no conversation is open");
        let first: number | undefined;
        let last = 0;
        let frameAt = 0;
        let longestFrame = 0;
        const observer = new MutationObserver(() => {
          first ??= performance.now();
          requestAnimationFrame(() => (last = performance.now()));
        });
        observer.observe(log, { subtree: true, childList: true, characterData: true });
        const frame = () => {
          const now = performance.now();
          if (first !== undefined && frameAt >= first && now <= last + 50)
            longestFrame = Math.max(longestFrame, now - frameAt);
          frameAt = now;
          if (last === 0 || now - last < 1000) {
            requestAnimationFrame(frame);
            return;
          }
          observer.disconnect();
          resolve({ span: last - (first ?? last), longestFrame });
        };
        requestAnimationFrame(frame);
      }),
  );

/** The same long answer in the window: until its last character is painted, and how smoothly. */
export const streamingOnScreen: Bench<"screen" | "frame"> = {
  name: "streaming-on-screen",
  figures: {
    screen: { name: "200 KB in 2,000 deltas, on screen", unit: "ms", budget: 150, peers: {} },
    frame: { name: "longest frame meanwhile", unit: "ms", budget: 50, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelProcess();
    return await withSetting(model.url, async (setting) => {
      const { client, project } = setting;
      const samples = { screen: [] as number[], frame: [] as number[] };
      for (let run = 0; run < runs; run += 1) {
        const threadId = await startThread(client, project.id, `Long answer ${run} scenario:say hello`);
        await watchTurn(client, threadId);
        await client.threads.rename({ threadId, title: `Long answer ${run}` });
        await withPage(setting, async (page) => {
          await threadLink(page, `Long answer ${run}`).click();
          await page.getByRole("log", { name: "Conversation" }).getByText("hello", { exact: true }).waitFor();
          await page.waitForTimeout(500); // Let the window come to rest, so that only the answer is measured.
          const painted = watchConversation(page);
          const messageId = crypto.randomUUID() as MessageId; // any id is one
          await client.turns.send({ threadId, messageId, text: "scenario:text200000x2000" });
          const { span, longestFrame } = await painted;
          samples.screen.push(span);
          samples.frame.push(longestFrame);
        });
      }
      return samples;
    });
  },
};

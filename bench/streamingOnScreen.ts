import type { Page } from "@playwright/test";
import type { MessageId } from "@flightdeck/contract";
import { answer, say, startModelServer } from "@flightdeck/testkit";
import type { Bench } from "./bench.ts";
import { threadLink, withPage } from "./page.ts";
import { startThread, watchTurn, withSetting } from "./setting.ts";

const begin = "Here it begins.";
const end = "Here it ends.";
const sentence = "The quick brown fox jumps over the lazy dog, again.\n";
const longText = `${begin}\n${sentence.repeat(Math.ceil(200_000 / sentence.length))}${end}`;

interface Painted {
  /** From the moment the answer's beginning is in the page to the frame that shows its end. */
  readonly span: number;
  readonly longestFrame: number;
}

/** Watches the conversation until the answer's end is painted. Only what can be seen is in the page. */
const watchConversation = (page: Page): Promise<Painted> =>
  page.evaluate(
    ([begin, end]) =>
      new Promise<Painted>((resolve) => {
        const log = document.querySelector('[role="log"]');
        if (log === null) throw new Error("no conversation is open");
        let first: number | undefined;
        let ended = false;
        let frameAt = 0;
        let longestFrame = 0;
        const observer = new MutationObserver(() => {
          if (first === undefined && log.textContent.includes(begin)) first = performance.now();
          ended ||= log.textContent.includes(end);
        });
        observer.observe(log, { subtree: true, childList: true, characterData: true });
        const frame = () => {
          const now = performance.now();
          if (first !== undefined && frameAt >= first) longestFrame = Math.max(longestFrame, now - frameAt);
          frameAt = now;
          if (!ended) {
            requestAnimationFrame(frame);
            return;
          }
          observer.disconnect();
          setTimeout(() => resolve({ span: performance.now() - (first ?? Number.NaN), longestFrame }));
        };
        requestAnimationFrame(frame);
      }),
    [begin, end] as const,
  );

/** The same long answer in the window: until its last character is painted, and how smoothly. */
export const streamingOnScreen: Bench<"screen" | "frame"> = {
  name: "streaming-on-screen",
  figures: {
    screen: { name: "200 KB in 2,000 deltas, on screen", unit: "ms", budget: 150, peers: {} },
    frame: { name: "longest frame meanwhile", unit: "ms", budget: 50, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelServer();
    return await withSetting(model.url, async (setting) => {
      const { client, project } = setting;
      const samples = { screen: [] as number[], frame: [] as number[] };
      for (let run = 0; run < runs; run += 1) {
        const threadId = await startThread(client, project.id, "scenario:say hello");
        await watchTurn(client, threadId);
        await client.threads.rename({ threadId, title: `Long answer ${run}` });
        await withPage(setting, async (page) => {
          await threadLink(page, `Long answer ${run}`).click();
          await page.getByRole("log", { name: "Conversation" }).getByText("hello", { exact: true }).waitFor();
          await page.waitForTimeout(500); // Let the window come to rest, so that only the answer is measured.
          const painted = watchConversation(page);
          model.script([answer(say(longText, 2000))]);
          const messageId = crypto.randomUUID() as MessageId; // any id is one
          await client.turns.send({ threadId, messageId, text: "Say a lot" });
          const { span, longestFrame } = await painted;
          if (Number.isNaN(span)) throw new Error("the answer's beginning was never in the page");
          samples.screen.push(span);
          samples.frame.push(longestFrame);
        });
      }
      return samples;
    });
  },
};

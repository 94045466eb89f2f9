import type { MessageId } from "@flightdeck/contract";
import { answer, say, startModelServer } from "@flightdeck/testkit";
import type { Browser, Page } from "@playwright/test";
import type { Bench } from "./bench.ts";
import { processMemory } from "./memory.ts";
import { threadLink, withPage } from "./page.ts";
import { richText } from "./richText.ts";
import { startThread, watchTurn, withSetting } from "./setting.ts";

/** Twice so many are a thread. */
const items = 499;
const title = (n: number) => `Thread ${n}.`;

/** The processes that draw pages, the window's own among them. */
async function rendererMemory(page: Page): Promise<number> {
  const browser = page.context().browser() as Browser; // launched, not attached to
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.detach();
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { id }) => sum + processMemory(id), 0);
}

/** The window's memory after 50 threads of 1,000 items each were opened in turn (10 when it must be quick). */
export const manyThreads: Bench<"memory"> = {
  name: "many-threads",
  figures: {
    memory: {
      name: "renderer memory after opening 50 threads of 1,000 items",
      unit: "MB",
      budget: 300,
      peers: { codex: 4000 },
    },
  },
  async measure(runs) {
    const count = runs === 1 ? 10 : 50;
    await using model = await startModelServer();
    const rich = richText(1);
    // What the scripted model remembers of its requests would fill this process's memory.
    const forget = () => {
      model.reset();
      model.script(() =>
        answer(...Array.from({ length: items }, (_, n) => say(n % 10 === 0 ? rich : `Item ${n}: the quick fox.`, 1))),
      );
    };
    return await withSetting(model.url, async (setting) => {
      const { client, project } = setting;
      for (let n = 0; n < count; n += 1) {
        forget();
        const threadId = await startThread(client, project.id, "Write a lot");
        await watchTurn(client, threadId);
        await client.turns.send({ threadId, messageId: crypto.randomUUID() as MessageId, text: "More" }); // any id is one
        await watchTurn(client, threadId);
        await client.threads.rename({ threadId, title: title(n) });
      }
      const memory = await withPage(setting, async (page) => {
        for (let n = 0; n < count; n += 1) {
          await threadLink(page, title(n)).click();
          const log = page
            .getByRole("region", { name: title(n), exact: true })
            .getByRole("log", { name: "Conversation" });
          await log
            .getByText(`Item ${items - 1}: the quick fox.`)
            .first()
            .waitFor();
          // As a person would who looks for something.
          for (let step = 0; step < 6; step += 1) {
            await log.evaluate((box) => (box.scrollTop -= 3000));
            await page.waitForTimeout(60);
          }
        }
        await page.waitForTimeout(1000); // What is let go of is let go of.
        return await rendererMemory(page);
      });
      return { memory: [memory] };
    });
  },
};

import { answer, type Part, say, startModelServer } from "@flightdeck/testkit";
import type { MessageId } from "@flightdeck/contract";
import type { Bench } from "./bench.ts";
import { threadLink, withPage } from "./page.ts";
import { startThread, watchTurn, withSetting } from "./setting.ts";

const turns = 20;
const itemsPerTurn = 500;
const last = "This is the very last item.";

/** A turn of many messages; the last one of all is known by its text. */
const longAnswer = (turn: number): readonly Part[] =>
  Array.from({ length: itemsPerTurn - 1 }, (_, n) =>
    turn === turns - 1 && n === itemsPerTurn - 2
      ? say(last)
      : say(`Item ${n} of turn ${turn}: the *quick* fox and its \`code\`.`, 1),
  );

/** From the click on a thread of 10,000 items to the frame that shows its end. */
export const openThread: Bench<"open"> = {
  name: "open-thread",
  figures: { open: { name: "open a thread of 10,000 items", unit: "ms", budget: 200, peers: { codex: 1700 } } },
  async measure(runs) {
    await using model = await startModelServer();
    model.script((_request, n) => answer(...longAnswer(n)));
    return await withSetting(model.url, async (setting) => {
      const { client, project } = setting;
      const threadId = await startThread(client, project.id, "Write a lot");
      await watchTurn(client, threadId);
      for (let turn = 1; turn < turns; turn += 1) {
        await client.turns.send({ threadId, messageId: crypto.randomUUID() as MessageId, text: "More" }); // any id is one
        await watchTurn(client, threadId);
      }
      await client.threads.rename({ threadId, title: "Long thread" });
      const samples: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        await withPage(setting, async (page) => {
          const link = threadLink(page, "Long thread");
          await link.waitFor();
          await page.waitForTimeout(300); // Let the window come to rest first.
          const shown = page.evaluate(
            (text) =>
              new Promise<number>((resolve) => {
                let clicked = 0;
                document.addEventListener("click", (event) => (clicked = event.timeStamp), {
                  capture: true,
                  once: true,
                });
                const observer = new MutationObserver(() => {
                  if (clicked === 0 || !document.querySelector('[role="log"]')?.textContent?.includes(text)) return;
                  observer.disconnect();
                  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - clicked)));
                });
                observer.observe(document.body, { subtree: true, childList: true, characterData: true });
              }),
            last,
          );
          await link.click();
          samples.push(await shown);
        });
      }
      return { open: samples };
    });
  },
};

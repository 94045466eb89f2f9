import { answer, paced, say, startModelServer } from "@flightdeck/testkit";
import type { Bench } from "./bench.ts";
import { threadLink, withPage } from "./page.ts";
import { richText } from "./richText.ts";
import { startThread, withSetting } from "./setting.ts";
import { traceTasks } from "./trace.ts";

const threads = 8;
/** About four characters of markdown are a token. */
const text = richText(20);
const pieces = Math.ceil(text.length / 4);
const title = (n: number) => `Stream ${n}`;

/** Long tasks of the window while eight threads stream markdown at 300 tokens a second each, one of them in view. */
export const longTasksBench: Bench<"longest" | "busy"> = {
  name: "long-tasks",
  figures: {
    longest: { name: "longest task while 8 threads stream 300 tokens/s", unit: "ms", budget: 50, peers: {} },
    busy: { name: "the same, on the processor", unit: "ms", budget: 50, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelServer();
    model.script(() => paced(answer(say(text, pieces)), 1000 / 300));
    const samples = { longest: [] as number[], busy: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      await withSetting(model.url, (setting) =>
        withPage(setting, async (page) => {
          for (let n = 0; n < threads; n += 1) {
            const threadId = await startThread(setting.client, setting.project.id, "Write on");
            await setting.client.threads.rename({ threadId, title: title(n) });
          }
          await threadLink(page, title(0)).click();
          await page.getByRole("log", { name: "Conversation" }).getByText("Part 1", { exact: true }).waitFor();
          const tasks = await traceTasks(page, () => page.waitForTimeout(6000));
          samples.longest.push(Math.max(...tasks.map(({ wall }) => wall)));
          samples.busy.push(Math.max(...tasks.map(({ cpu }) => cpu)));
        }),
      );
    }
    return samples;
  },
};

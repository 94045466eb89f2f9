import { answer, call, say, startModelServer } from "@flightdeck/testkit";
import type { MessageId } from "@flightdeck/contract";
import { quantile, type Bench } from "./bench.ts";
import { threadLink, withPage } from "./page.ts";
import { richText } from "./richText.ts";
import { startThread, watchTurn, withSetting } from "./setting.ts";
import { traceTasks } from "./trace.ts";

const turns = 20;
const messages = 497;
const pixelsPerFrame = 60;
const seconds = 6;

/** Scrolls up through a thread of 10,000 items, whose pages come on the way, and times every frame. */
export const scrollFrames: Bench<"p95" | "busy"> = {
  name: "scroll-frames",
  figures: {
    p95: { name: "frame while scrolling through 10,000 items, p95", unit: "ms", budget: 17.5, peers: {} },
    busy: { name: "longest task meanwhile, on the processor", unit: "ms", budget: 16.7, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelServer();
    const rich = richText(1);
    const said = Array.from({ length: messages }, (_, n) =>
      say(n % 8 === 0 ? rich : `Item ${n} with some \`code\`.`, 1),
    );
    const calls = [1, 2].map((n) => call("exec_command", { cmd: `seq ${n * 20}` }));
    model.script(({ body }) =>
      JSON.stringify(body.input.at(-1)).includes("More") ? answer(...said, ...calls) : answer(say("Done.", 1)),
    );
    return await withSetting(model.url, async (setting) => {
      const { client, project } = setting;
      const threadId = await startThread(client, project.id, "More");
      await watchTurn(client, threadId);
      for (let turn = 1; turn < turns; turn += 1) {
        await client.turns.send({ threadId, messageId: crypto.randomUUID() as MessageId, text: "More" }); // any id is one
        await watchTurn(client, threadId);
      }
      await client.threads.rename({ threadId, title: "Long thread" });
      const samples = { p95: [] as number[], busy: [] as number[] };
      for (let run = 0; run < runs; run += 1) {
        await withPage(setting, async (page) => {
          await threadLink(page, "Long thread").click();
          const log = page.getByRole("log", { name: "Conversation" });
          await log.getByText("Done.", { exact: true }).last().waitFor();
          await page.waitForTimeout(500); // Let the window come to rest, so that only the scrolling is measured.
          await log.hover();
          await page.mouse.wheel(0, -200);
          let frames: readonly number[] = [];
          const scroll = () =>
            log.evaluate(
              (box, { pixels, milliseconds }) =>
                new Promise<readonly number[]>((resolve) => {
                  const frames: number[] = [];
                  const start = performance.now();
                  let last = start;
                  const step = (now: number) => {
                    if (now > start) frames.push(now - last);
                    last = now;
                    box.scrollTop -= pixels;
                    if (now - start < milliseconds) requestAnimationFrame(step);
                    else resolve(frames.slice(1));
                  };
                  requestAnimationFrame(step);
                }),
              { pixels: pixelsPerFrame, milliseconds: seconds * 1000 },
            );
          const tasks = await traceTasks(page, async () => {
            frames = await scroll();
          });
          samples.p95.push(quantile(frames, 0.95));
          samples.busy.push(Math.max(...tasks.map(({ cpu }) => cpu)));
        });
      }
      return samples;
    });
  },
};

import { quantile, type Bench } from "./bench.ts";
import { threadLink, withPage } from "./page.ts";
import { startModelProcess, startThread, withSetting } from "./setting.ts";

const sentence = "While the others stream, every key that is pressed has to be on the screen at once. ";

/** From a key to the frame that shows it, while eight threads stream 300 words a second each. The sample is a run's p95. */
export const keystroke: Bench<"p95"> = {
  name: "keystroke",
  figures: { p95: { name: "keystroke → paint, 8 threads stream, p95", unit: "ms", budget: 50, peers: {} } },
  async measure(runs) {
    await using model = await startModelProcess();
    const samples: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      await withSetting(model.url, (setting) =>
        withPage(setting, async (page) => {
          const { client, project } = setting;
          const title = (n: number) => `Stream ${n}`;
          for (let n = 0; n < 8; n += 1) {
            const threadId = await startThread(client, project.id, "scenario:slow3x6000");
            await client.threads.rename({ threadId, title: title(n) });
          }
          await threadLink(page, title(0)).click();
          const box = page.getByRole("region", { name: title(0) }).getByRole("textbox", { name: "Message" });
          await box.click();
          await page.evaluate(() => {
            const latencies: number[] = [];
            Object.assign(window, { latencies });
            const channel = new MessageChannel();
            const pressed: number[] = [];
            // A message posted in a frame's callback is handled once the frame is painted.
            channel.port1.onmessage = () => {
              for (const at of pressed.splice(0)) latencies.push(performance.now() - at);
            };
            const onKey = (event: KeyboardEvent) => {
              pressed.push(event.timeStamp);
              requestAnimationFrame(() => channel.port2.postMessage(0));
            };
            document.addEventListener("keydown", onKey, { capture: true });
          });
          await box.pressSequentially(sentence, { delay: 40 });
          const latencies = await page.evaluate(() => (window as unknown as { latencies: number[] }).latencies); // put there above
          if ((await box.textContent()) !== sentence.trimEnd() && latencies.length < sentence.length) {
            throw new Error("not every key arrived");
          }
          samples.push(quantile(latencies, 0.95));
        }),
      );
    }
    return { p95: samples };
  },
};

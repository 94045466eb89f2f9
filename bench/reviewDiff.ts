import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MessageId, ThreadId } from "@flightdeck/contract";
import type { Page } from "@playwright/test";
import type { Client } from "../e2e/host.ts";
import { quantile, type Bench } from "./bench.ts";
import { threadLink, withPage } from "./page.ts";
import { startModelProcess, watchTurn, withSetting } from "./setting.ts";
import { traceTasks } from "./trace.ts";

const folders = 40;
const filesPerFolder = 50;
/** Of the 60 lines of each file 25 become others, in three places: 50 changed lines, 100,000 in all. */
const lines = 60;
const changed = (line: number): boolean => line % 20 < 9 && line !== 8 && line !== 28;
const pixelsPerFrame = 60;
const seconds = 5;
/** What an agent that generates code writes meanwhile. */
const filesPerSecond = 100;

const code = (file: number, word: string): string =>
  Array.from(
    { length: lines },
    (_, line) =>
      `export const value${line} = compute("${changed(line) ? word : "same"}", ${file} * ${line}); // ${line}\n`,
  ).join("");

const pathOf = (root: string, file: number): string =>
  join(root, `src/part${Math.floor(file / filesPerFolder)}/file${file % filesPerFolder}.ts`);

async function writeFiles(root: string, word: string): Promise<void> {
  for (let folder = 0; folder < folders; folder += 1) await mkdir(join(root, `src/part${folder}`), { recursive: true });
  const all = Array.from({ length: folders * filesPerFolder }, (_, file) => file);
  await Promise.all(all.map((file) => writeFile(pathOf(root, file), code(file, word))));
}

/** Waits until the host has counted the thread's lines, as it does after each turn. */
async function counted(client: Client, threadId: ThreadId): Promise<void> {
  for (;;) {
    const row = (await client.threads.list({})).find(({ id }) => id === threadId);
    if (row !== undefined && row.additions > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Presses the button and waits for the first line of a diff on screen. */
const firstRows = (page: Page): Promise<number> =>
  page
    .getByRole("button", { name: "Review", exact: false })
    .first()
    .evaluate(
      (button: HTMLElement) =>
        new Promise<number>((resolve) => {
          const start = performance.now();
          button.click();
          const look = () => {
            const drawn = document
              .querySelector(".review-diff diffs-container")
              ?.shadowRoot?.querySelector("[data-line]");
            if (drawn) resolve(performance.now() - start);
            else requestAnimationFrame(look);
          };
          look();
        }),
    );

const scroll = (page: Page, pixels: number): Promise<readonly number[]> =>
  page.locator(".review-diff").evaluate(
    (box, { pixels, milliseconds }) =>
      new Promise<readonly number[]>((resolve) => {
        const frames: number[] = [];
        const start = performance.now();
        let last = start;
        const step = (now: number) => {
          if (now > start) frames.push(now - last);
          last = now;
          box.scrollTop += pixels;
          if (now - start < milliseconds) requestAnimationFrame(step);
          else resolve(frames.slice(1));
        };
        requestAnimationFrame(step);
      }),
    { pixels, milliseconds: seconds * 1000 },
  );

/** Writes some files a second until it is stopped, each of them anew every twenty seconds. */
function writeOn(root: string): { readonly stop: () => Promise<void> } {
  let stopped = false;
  const work = (async () => {
    for (let n = 0; !stopped; n += 1) {
      const due = performance.now() + 100;
      const some = Array.from({ length: filesPerSecond / 10 }, (_, at) => (n * 10 + at) % (folders * filesPerFolder));
      await Promise.all(some.map((file) => writeFile(pathOf(root, file), code(file, `again ${n}`))));
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await work;
    },
  };
}

/** The review of 2,000 files and 100,000 changed lines: how soon it stands, and how it scrolls, also while files change. */
export const reviewDiff: Bench<"first" | "frame" | "busy" | "writtenFrame" | "writtenBusy"> = {
  name: "review-diff",
  figures: {
    first: { name: "diff of 2,000 files / 100,000 lines: first rows", unit: "ms", budget: 500, peers: {} },
    frame: { name: "frame while scrolling through it, p95", unit: "ms", budget: 17.5, peers: {} },
    busy: { name: "longest task meanwhile, on the processor", unit: "ms", budget: 50, peers: {} },
    writtenFrame: {
      name: "the same while 100 files a second are written: frame, p95",
      unit: "ms",
      budget: 33.4,
      peers: {},
    },
    writtenBusy: { name: "longest task meanwhile, on the processor", unit: "ms", budget: 100, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelProcess();
    return await withSetting(model.url, async (setting) => {
      const { client, project } = setting;
      const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: project.path });
      await writeFiles(project.path, "before");
      git("add", "-A");
      git("-c", "user.name=Bench", "-c", "user.email=bench@localhost", "commit", "-qm", "Files");
      const { threadId } = await client.threads.create({
        projectId: project.id,
        workspace: { kind: "worktree" },
        text: "scenario:say hello",
        messageId: crypto.randomUUID() as MessageId, // any id is one
      });
      await watchTurn(client, threadId);
      const [worktree] = await client.worktrees.list({ projectId: project.id });
      if (worktree === undefined) throw new Error("no worktree was made");
      const root = worktree.path;
      await writeFiles(root, "after");
      await client.turns.send({ threadId, messageId: crypto.randomUUID() as MessageId, text: "scenario:say done" });
      await watchTurn(client, threadId);
      await client.threads.rename({ threadId, title: "Large diff" });
      await counted(client, threadId);
      const samples = {
        first: [] as number[],
        frame: [] as number[],
        busy: [] as number[],
        writtenFrame: [] as number[],
        writtenBusy: [] as number[],
      };
      for (let run = 0; run < runs; run += 1) {
        await withPage(setting, async (page) => {
          await threadLink(page, "Large diff").click();
          await page.getByRole("log", { name: "Conversation" }).getByText("done").first().waitFor();
          samples.first.push(await firstRows(page));
          await page.waitForTimeout(1000); // Let what is ahead be fetched, so that only the scrolling is measured.
          let frames: readonly number[] = [];
          const calm = await traceTasks(page, async () => {
            frames = await scroll(page, pixelsPerFrame);
          });
          samples.frame.push(quantile(frames, 0.95));
          samples.busy.push(Math.max(...calm.map(({ cpu }) => cpu)));
          const writing = writeOn(root);
          const busy = await traceTasks(page, async () => {
            frames = await scroll(page, -pixelsPerFrame / 4);
          });
          await writing.stop();
          samples.writtenFrame.push(quantile(frames, 0.95));
          samples.writtenBusy.push(Math.max(...busy.map(({ cpu }) => cpu)));
        });
      }
      return samples;
    });
  },
};

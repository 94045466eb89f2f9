import type { Locator, Page } from "@playwright/test";
import { answer, broken, call, paced, reason, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, send, startThread, test } from "./harness.ts";

/** Every kind of markdown that can change its shape while it is written. */
const kinds = (n: number) =>
  [
    `## Part ${n}`,
    `A paragraph of part ${n} with **bold words that take a while**, _slanted ones_, \`code\`, a [link to a page](https://example.com/${n}) and ~~some that are gone~~, long enough to wrap over more than one line of the conversation.`,
    `- first of ${n}\n- second with **bold**\n  - inside of it\n- third\n\n- fourth after a blank line\n\n  with a paragraph`,
    `1. one\n2. two\n3. [ ] a task\n4. [x] done`,
    `\`\`\`ts\nexport function part${n}(value: number): string {\n  // ${"wide ".repeat(30)}\n  return String(value + ${n});\n}\n\`\`\``,
    `| Name | What it does | n |\n|---|:---:|--:|\n| a | short | 1 |\n| b | something longer than before | 22 |\n| ${"longer ".repeat(6)} | ${"much longer than before ".repeat(4)} | 333 |`,
    `> quoted words of ${n}\n> over two lines`,
    `Formula $x_${n}^2 + y$ and\n\n$$\n\\sum_{k=0}^{${n}} k = \\frac{${n}(${n}+1)}{2}\n$$`,
    `\`\`\`mermaid\nflowchart LR\n  A${n}[Start] --> B${n}[End]\n\`\`\``,
    `Setext ${n}\n===\n\n<details><summary>html-like</summary>text</details>\n\n---`,
  ].join("\n\n");
const answerText = Array.from({ length: 24 }, (_, n) => kinds(n)).join("\n\n");

interface Seen {
  readonly frames: number;
  /** How far the line at the upper edge ever was from where it stood, in pixels. */
  readonly drift: number;
  readonly lost: boolean;
  readonly blank: number;
  readonly overlaps: number;
  readonly grew: number;
}

/** Looks at every frame until told to stop: where the line at the upper edge is, and whether the rows cover the view. */
async function watchFrames(log: Locator, anchored: boolean): Promise<void> {
  await log.evaluate((box, anchored) => {
    const list = box.firstElementChild?.firstElementChild;
    if (!(list instanceof Element)) throw new Error("no rows");
    const view = box.getBoundingClientRect();
    const line = document.createRange();
    // Words that stay the nodes they are: code is drawn anew once, in its colours.
    for (let y = 20; y < 500 && line.startContainer.nodeType !== Node.TEXT_NODE; y += 6) {
      const caret = document.caretPositionFromPoint(view.left + view.width / 2, view.top + y);
      const node = caret?.offsetNode;
      if (node?.nodeType !== Node.TEXT_NODE || !node.parentElement?.closest("p, li, td, h3, h4")) continue;
      line.setStart(node, caret?.offset ?? 0);
    }
    const top = () => line.getBoundingClientRect().top;
    const start = top();
    const height = box.scrollHeight;
    const seen = { frames: 0, drift: 0, lost: false, blank: 0, overlaps: 0, grew: 0 };
    let stopped = false;
    const look = () => {
      seen.frames += 1;
      if (anchored) {
        if (!line.startContainer.isConnected || line.startContainer.nodeType !== Node.TEXT_NODE) seen.lost = true;
        else seen.drift = Math.max(seen.drift, Math.abs(top() - start));
      }
      const rows = [...list.children]
        .map((row) => row.getBoundingClientRect())
        .filter(({ height, bottom, top }) => height > 0 && bottom > view.top && top < view.bottom)
        .sort((a, b) => a.top - b.top);
      let reached = Math.min(view.top + 16, rows[0]?.top ?? Number.POSITIVE_INFINITY);
      for (const row of rows) {
        if (row.top > reached + 1.5) seen.blank += 1;
        if (row.top < reached - 1.5 && reached > view.top + 16) seen.overlaps += 1;
        reached = Math.max(reached, row.bottom);
      }
      const end = Math.min(view.bottom, view.top + box.scrollHeight - box.scrollTop) - 24;
      if (rows.length === 0 || reached < end) seen.blank += 1;
      seen.grew = box.scrollHeight - height;
    };
    // At the end of a frame, before it is painted: in the second round of observers, behind those that were there before.
    // Deep in the page, as a shallow one would let the others have rounds that they do not have otherwise.
    const [first, second] = [40, 60].map((depth) => {
      let inner = document.body;
      for (let level = 0; level < depth; level += 1) inner = inner.appendChild(document.createElement("div"));
      inner.style.cssText = "position:fixed;top:0;width:1px;height:1px;visibility:hidden";
      return inner;
    });
    if (first === undefined || second === undefined) throw new Error("there are two");
    const nudge = ({ style }: HTMLElement) => (style.width = style.width === "1px" ? "2px" : "1px");
    new ResizeObserver(() => nudge(second)).observe(first);
    new ResizeObserver(look).observe(second);
    const frame = () => {
      nudge(first);
      if (!stopped) requestAnimationFrame(frame);
    };
    Object.assign(window, {
      framesSeen: () => {
        stopped = true;
        return seen;
      },
    });
    requestAnimationFrame(frame);
  }, anchored);
}
const framesSeen = (page: Page): Promise<Seen> =>
  page.evaluate(() => (window as unknown as { framesSeen: () => Seen }).framesSeen()); // put there above

/** Waits until a part of the answer, or a later one, is in view. */
const reached = (log: Locator, part: number): Promise<void> =>
  expect
    .poll(() =>
      log.evaluate(({ textContent }) =>
        Math.max(-1, ...[...textContent.matchAll(/Part (\d+)A/g)].map(([, n]) => Number(n))),
      ),
    )
    .toBeGreaterThanOrEqual(part);

async function scrollUp(page: Page, log: Locator, by: number): Promise<void> {
  await log.hover();
  await page.mouse.wheel(0, -by);
  await expect(page.getByRole("button", { name: "To the end" })).toBeVisible();
  // The wheel glides: wait until it stands.
  await log.evaluate(
    (box) =>
      new Promise<void>((resolve) => {
        let last = box.scrollTop;
        let still = 0;
        const look = () => {
          still = box.scrollTop === last ? still + 1 : 0;
          last = box.scrollTop;
          if (still > 12) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

for (const depth of [60, 700, 1600]) {
  test(`the line that is read never moves while the answer streams, ${depth} px from the end`, async ({
    app,
    model,
    repository,
  }) => {
    // Some of it, then silence until the person has scrolled.
    model.script([paced(broken(answer(say(answerText, 1000)), "stall", 300), 6)]);
    await startThread(app, nameOf(repository.path), "Stream");
    const log = conversation(app, "Stream");
    await reached(log, 5);
    await scrollUp(app, log, depth);
    await watchFrames(log, true);
    model.release();
    await expectStatus(app, "Stream", "idle");
    const seen = await framesSeen(app);
    expect(
      { ...seen, frames: seen.frames > 60, grew: seen.grew > 2000, drift: seen.drift <= 1 },
      JSON.stringify(seen),
    ).toEqual({
      frames: true,
      drift: true,
      lost: false,
      blank: 0,
      overlaps: 0,
      grew: true,
    });
  });
}

test("the end glides along with the answer: no blank frame and no overlap", async ({ app, model, repository }) => {
  model.script([paced(broken(answer(say(answerText, 500)), "stall", 60), 8)]);
  await startThread(app, nameOf(repository.path), "Stream");
  const log = conversation(app, "Stream");
  await reached(log, 1);
  await watchFrames(log, false);
  model.release();
  await expectStatus(app, "Stream", "idle");
  const seen = await framesSeen(app);
  expect({ blank: seen.blank, overlaps: seen.overlaps, grew: seen.grew > 2000 }).toEqual({
    blank: 0,
    overlaps: 0,
    grew: true,
  });
  await expect
    .poll(() => log.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop))
    .toBeLessThanOrEqual(1);
});

test("earlier pages and work that goes on leave the line where it is", async ({ app, model, repository }) => {
  const many = Array.from({ length: 260 }, (_, n) => say(`Message ${n} of many, with some words to it.`, 1));
  model.script([
    answer(...many),
    paced(
      broken(
        answer(
          reason("**Thinking** of the next step"),
          say(kinds(1), 60),
          call("exec_command", { cmd: "for i in $(seq 40); do echo line $i; sleep 0.02; done" }),
        ),
        "stall",
        40,
      ),
      8,
    ),
    paced(answer(say(kinds(2), 100)), 8),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Pages");
  await expectStatus(app, title, "idle");
  await app.reload();
  const log = conversation(app, title);
  await expect(log).toContainText("Message 259");
  await send(pane(app, title).getByRole("textbox", { name: "Message" }), "Go on");
  await expect(log).toContainText("Part 1");
  // Far enough for the page before to be fetched, while the turn runs.
  await scrollUp(app, log, 7000);
  await watchFrames(log, true);
  model.release();
  await expectStatus(app, title, "idle");
  const seen = await framesSeen(app);
  expect({ ...seen, frames: true, grew: seen.grew > 300, drift: seen.drift <= 1 }, JSON.stringify(seen)).toEqual({
    frames: true,
    drift: true,
    lost: false,
    blank: 0,
    overlaps: 0,
    grew: true,
  });
});

import type { MessageId } from "@flightdeck/contract";
import type { Page } from "@playwright/test";
import { expect, expectStatus, nameOf, pane, startThread, test, threadLink } from "./harness.ts";

interface Told {
  readonly title: string;
  readonly body: string;
}
interface Recorded {
  readonly told: Told[];
  readonly notes: number;
  readonly click: (title: string) => void;
}

/** Notes down what would be shown and sounded, and clicks it. */
async function record(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: Notification[] = [];
    const state = { told: [] as Told[], notes: 0, click: (_title: string) => {} };
    class Recorder extends EventTarget {
      static readonly permission = "granted";
      readonly title: string;
      constructor(title: string, { body = "" }: NotificationOptions = {}) {
        super();
        this.title = title;
        state.told.push({ title, body });
        shown.push(this as unknown as Notification); // as much of it as the window uses
      }
      close() {}
    }
    state.click = (title) => void shown.find((each) => each.title === title)?.dispatchEvent(new Event("click"));
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      state.notes += 1;
      start.apply(this, when);
    };
    Object.assign(window, { Notification: Recorder, recorded: state });
  });
}
const told = (page: Page) => page.evaluate(() => (window as unknown as { recorded: Recorded }).recorded.told);
const notes = (page: Page) => page.evaluate(() => (window as unknown as { recorded: Recorded }).recorded.notes);

test("a thread that is not in front tells of its approval with a sound, and a click brings it", async ({
  page,
  host,
  client,
  repository,
}) => {
  await record(page);
  await client.settings.update({ welcomed: true });
  await client.projects.open({ path: repository.path });
  await page.goto(host.url);
  const project = nameOf(repository.path);
  const asking = await startThread(page, project, "Ask\nscenario:say not yet");
  await expectStatus(page, asking, "idle");
  await page.getByRole("button", { name: `New thread in ${project}` }).click();
  await expect(pane(page, asking)).toHaveCount(0);
  const [thread] = await client.threads.list({});
  if (thread === undefined) throw new Error("there is no thread");
  const messageId = crypto.randomUUID() as MessageId; // any id is one
  await client.turns.send({ threadId: thread.id, messageId, text: "scenario:approve echo one" });
  await expectStatus(page, asking, "waiting_approval");
  await expect.poll(() => told(page)).toEqual([{ title: asking, body: expect.stringContaining("echo one") }]);
  await expect.poll(() => notes(page)).toBe(2);
  await expect(page).toHaveTitle(/^\(1\)/);
  await page.evaluate((title) => (window as unknown as { recorded: Recorded }).recorded.click(title), asking);
  await expect(pane(page, asking)).toBeVisible();

  // In front, what comes next is not told.
  await pane(page, asking).getByRole("alertdialog").getByRole("button", { name: "Approve", exact: true }).click();
  await expectStatus(page, asking, "idle");
  expect(await told(page)).toHaveLength(1);
});

test("a muted thread is silent, one of which everything is told says even what is off", async ({
  page,
  host,
  client,
  repository,
}) => {
  await record(page);
  await client.settings.update({ welcomed: true, notifications: { finished: "off" } });
  await client.projects.open({ path: repository.path });
  await page.goto(host.url);
  const project = nameOf(repository.path);
  const choose = async (title: string, item: string) => {
    await pane(page, title).getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  const muted = await startThread(page, project, "Quieted\nscenario:approve echo one");
  await choose(muted, "Do not tell me");
  const all = await startThread(page, project, "Outspoken\nscenario:approve echo two");
  await choose(all, "Tell me everything");
  await page.getByRole("button", { name: `New thread in ${project}` }).click();
  for (const title of [muted, all]) await expectStatus(page, title, "waiting_approval");
  for (const approval of await pending()) await client.approvals.answer({ ...approval, decision: "approve" });
  for (const title of [muted, all]) await expectStatus(page, title, "idle");
  await expect.poll(async () => (await told(page)).map(({ title }) => title)).toContain(all);
  expect((await told(page)).map(({ title }) => title)).not.toContain(muted);
  await expect(threadLink(page, muted)).toBeVisible();

  async function pending() {
    const end = new AbortController();
    for await (const event of await client.approvals.watch({}, { signal: end.signal })) {
      end.abort();
      if (event.type === "snapshot") return event.approvals.map(({ threadId, id }) => ({ threadId, approvalId: id }));
    }
    return [];
  }
});

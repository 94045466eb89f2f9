import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Item, LoggedEvent, MessageId, Thread, ThreadId } from "@flightdeck/contract";
import { type Client, connect, processesWith, startHost } from "./host.ts";
import {
  answerApproval,
  conversation,
  enqueue,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  startThread,
  test,
} from "./harness.ts";

/** What the window says while it has no host. */
const disconnected = "It is tried again by itself";

const anyMessageId = () => crypto.randomUUID() as MessageId; // any id is one

/** Whether a home's logs hold a text: what streams is stored within a second. */
function isStored(home: string, text: string): boolean {
  const db = new DatabaseSync(join(home, "flightdeck.db"), { readOnly: true });
  try {
    const found = db
      .prepare("SELECT 1 FROM thread_events WHERE instr(json, ?) > 0")
      .get(JSON.stringify(text).slice(1, -1));
    return found !== undefined;
  } finally {
    db.close();
  }
}

/** What a host keeps of a thread: all of it. */
async function storedThread(client: Client, threadId: ThreadId): Promise<Thread> {
  for await (const event of await client.threads.watch({ threadId, items: 2000 })) {
    if (event.type === "snapshot") return event.thread;
  }
  throw new Error("the host did not send the thread");
}

test("a host that is killed in mid-turn loses nothing, leaves no process, and its thread goes on", async ({
  app,
  home,
  host,
  model,
  repository,
}) => {
  const title = "Watch it";
  const marker = `86400.${process.pid}${Date.now()}`;
  await startThread(app, nameOf(repository.path), `${title}\nscenario:run echo line $((40 + 2)); sleep ${marker}`);
  await expect(conversation(app, title)).toContainText("line 42");
  await expect.poll(() => isStored(home.path, "line 42\n")).toBe(true);
  expect(await processesWith(marker)).not.toEqual([]);
  await enqueue(pane(app, title).getByRole("textbox", { name: "Message" }), "scenario:say and this comes next");
  await expect(pane(app, title)).toContainText("and this comes next");

  await host.crash();
  await expect.poll(() => processesWith(marker)).toEqual([]);
  await expect(app.getByText(disconnected)).toBeVisible();

  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", new URL(host.url).port] });
  await expectStatus(app, title, "interrupted");
  const command = conversation(app, title).getByRole("group", { name: "Command" });
  await command.getByRole("button", { name: "Stopped" }).click();
  await expect(command).toContainText("line 42");
  await expect(pane(app, title)).toContainText("and this comes next");
  expect(await processesWith(marker)).toEqual([]);

  await send(pane(app, title).getByRole("textbox", { name: "Message" }), "scenario:say I am still here");
  await expectStatus(app, title, "idle");
  await expect(conversation(app, title).getByText("I am still here", { exact: true })).toBeVisible();
});

test("an approval survives the host's death under its id and can be answered afterwards", async ({
  app,
  home,
  host,
  model,
  repository,
}) => {
  const title = "Ask first";
  await startThread(app, nameOf(repository.path), `${title}\nscenario:approve echo let through`);
  await expectStatus(app, title, "waiting_approval");
  await host.crash();
  await expect(app.getByText(disconnected)).toBeVisible();
  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", new URL(host.url).port] });
  await expect(app.getByText(disconnected)).toBeHidden();
  await expectStatus(app, title, "waiting_approval");
  await answerApproval(app, title, "Approve");
  await expectStatus(app, title, "idle");
  await expect(conversation(app, title)).toContainText("The answer was");
});

const isDone = (event: LoggedEvent): event is LoggedEvent & { type: "item.completed" } =>
  event.type === "item.completed";

// Wherever in a turn the host dies: what a client was told is there afterwards, exactly as it was told.
for (const deathAt of [1, 4, 8, 13, 19, 26]) {
  test(`everything that was acknowledged is there after a kill at event ${deathAt}`, async ({
    home,
    model,
    repository,
  }) => {
    const known: Item[] = [];
    let threadId: ThreadId;
    {
      await using host = await startHost({ home: home.path, model: model.url });
      using connection = await connect(host.url);
      const { client } = connection;
      const project = await client.projects.open({ path: repository.path });
      const text = "scenario:work NOTES.md";
      const workspace = { kind: "worktree" } as const;
      ({ threadId } = await client.threads.create({
        projectId: project.id,
        workspace,
        text,
        messageId: anyMessageId(),
      }));
      let seen = 0;
      for await (const event of await client.threads.watch({ threadId })) {
        if (event.type === "snapshot")
          known.push(
            ...event.thread.turns.flatMap(({ items }) => items.filter(({ status }) => status === "completed")),
          );
        if (event.type !== "events") continue;
        seen += event.events.filter(({ seq }) => seq !== undefined).length;
        known.push(...event.events.filter(isDone).map(({ item }) => item));
        if (seen >= deathAt || event.events.some(({ type }) => type === "turn.ended")) break;
      }
      await host.crash();
    }
    await using host = await startHost({ home: home.path, model: model.url });
    using connection = await connect(host.url);
    const { client } = connection;
    const stored = await storedThread(client, threadId);
    const items = stored.turns.flatMap(({ items }) => items);
    for (const item of known) expect(items).toContainEqual(item);
    expect(items[0]).toMatchObject({ type: "user_message", text: "scenario:work NOTES.md" });

    await client.turns.send({ threadId, messageId: anyMessageId(), text: "scenario:say and on it goes" });
    await expect
      .poll(async () => (await storedThread(client, threadId)).turns.at(-1)?.outcome, { timeout: 30_000 })
      .toBe("completed");
  });
}

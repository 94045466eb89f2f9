import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { type Item, MessageId, type ThreadId } from "@flightdeck/contract";
import { startModelServer, temporaryFolder, temporaryRepository, tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Client, connectTo, rpcAddress } from "./client.ts";
import { served } from "./testing/command.ts";

const access = (url: string) => ({ OPENAI_BASE_URL: url, OPENAI_API_KEY: "sk-test-key-0001" });

/** Processes of this machine whose command line holds a marker. */
const marked = (marker: string): readonly string[] =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(marker);
    } catch {
      return false; // it ended while we looked
    }
  });

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** Everything that hosts said of a thread: messages they acknowledged and items they completed, with their place in the log. */
interface Witness {
  readonly threadId: ThreadId;
  readonly messages: Set<string>;
  readonly items: Map<number, Item>;
}

/** Sends messages and listens until so many events have come. */
async function use(client: Client, events: number, witness: Witness): Promise<void> {
  const { threadId } = witness;
  const stop = new AbortController();
  let left = events;
  try {
    const watching = await client.threads.watch({ threadId }, { signal: stop.signal });
    for (let n = 0; n < 3; n++) {
      const messageId = MessageId.parse(randomUUID());
      client.turns
        .send({ threadId, messageId, text: `scenario:run echo ${n} scenario:say done ${n}` })
        .then(() => witness.messages.add(messageId))
        .catch(() => undefined); // the host died first: it was never acknowledged
    }
    for await (const delivery of watching) {
      if (delivery.type !== "events") continue;
      for (const event of delivery.events) {
        if (event.type === "item.completed" && event.seq !== undefined) witness.items.set(event.seq, event.item);
        left -= 1;
        if (left === 0) return;
      }
    }
  } finally {
    stop.abort();
  }
}

/** A watcher gets the events of a log up to this length; of a longer one it gets a snapshot. */
const LONGEST_LOG = 1_500;

test("whenever the host is killed, what it acknowledged and completed is there in the next one, which goes on", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  let witness: Witness | undefined;
  let acknowledged = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (events) => {
      await using host = await served(home.path, access(model.url));
      const { client, close } = await connectTo(rpcAddress(host.url));
      if (witness === undefined) {
        const project = await client.projects.open({ path: repo.path });
        const { threadId } = await client.threads.create({ projectId: project.id, workspace: { kind: "local" } });
        witness = { threadId, messages: new Set(), items: new Map() };
      }
      // What the hosts before said still holds.
      const watching = await client.threads.watch({ threadId: witness.threadId, after: 0 });
      const first = await watching.next();
      await watching.return?.();
      const log = first.done || first.value.type !== "events" ? [] : first.value.events;
      const items = new Map(
        log.flatMap((event) =>
          event.type === "item.completed" && event.seq ? [[event.seq, event.item] as const] : [],
        ),
      );
      const known = new Set([
        ...[...items.values()].flatMap((item) => (item.type === "user_message" ? [item.messageId] : [])),
        ...(log.findLast((event) => event.type === "queue.changed")?.queue ?? []).map(({ id }) => id),
      ]);
      for (const [seq, item] of witness.items) expect(items.get(seq)).toEqual(item);
      for (const messageId of witness.messages) expect(known.has(messageId as MessageId)).toBe(true);
      const before = witness.messages.size;
      await use(client, events, witness);
      await host.kill("SIGKILL");
      close();
      acknowledged += witness.messages.size - before;
      if (log.length > LONGEST_LOG) witness = undefined;
    }),
    { numRuns: tries(5) },
  );
  expect(acknowledged).toBeGreaterThan(0);
});

test.each(["workspace-write", "full-access"] as const)(
  "a %s command does not outlive a killed host by more than the next host's start",
  async (sandbox) => {
    await using home = await temporaryFolder();
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using model = await startModelServer();
    const marker = `marker${randomUUID().slice(0, 8)}`;
    const host = await served(home.path, access(model.url));
    const { client, close } = await connectTo(rpcAddress(host.url));
    const project = await client.projects.open({ path: repo.path });
    const { threadId } = await client.threads.create({
      projectId: project.id,
      workspace: { kind: "local" },
      settings: { sandbox },
      text: `scenario:run setsid bash -c "sleep 1000; : ${marker}" & wait`,
    });
    await until(() => marked(marker).length > 0);
    await host.kill("SIGKILL");
    close();
    await using next = await served(home.path, access(model.url));
    await until(() => marked(marker).length === 0);
    const again = await connectTo(rpcAddress(next.url));
    const [row] = await again.client.threads.list({});
    expect({ status: row?.status, id: row?.id }).toEqual({ status: "interrupted", id: threadId });
    again.close();
  },
);

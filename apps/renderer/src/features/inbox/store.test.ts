import {
  AutomationId,
  InboxEntryId,
  type InboxEvent,
  type InboxFilter,
  type InboxRow,
  RunId,
} from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Client, Connection } from "../../client.ts";
import { createInbox } from "./store.ts";

const row = (id: string, change: Partial<InboxRow> = {}): InboxRow => ({
  id: InboxEntryId.parse(id),
  runId: RunId.parse("run"),
  automationId: AutomationId.parse("automation"),
  automationName: "Nightly",
  kind: "finding",
  runState: "completed",
  at: 10,
  title: id,
  digest: "",
  unread: true,
  archived: false,
  ...change,
});

/** A host that says what the test tells it to. */
function scene() {
  let say: (event: InboxEvent) => void = () => {};
  const asked: (InboxFilter & { before?: string; limit: number })[] = [];
  const pages: ((rows: readonly InboxRow[]) => void)[] = [];
  async function* events(signal: AbortSignal): AsyncGenerator<InboxEvent> {
    const waiting: InboxEvent[] = [];
    let wake = () => {};
    say = (event) => {
      waiting.push(event);
      wake();
    };
    signal.addEventListener("abort", () => wake());
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else yield next;
    }
  }
  const client = {
    inbox: {
      watch: (_input: unknown, { signal }: { signal: AbortSignal }) => Promise.resolve(events(signal)),
      list: (input: (typeof asked)[number]) => {
        asked.push(input);
        return new Promise<readonly InboxRow[]>((resolve) => pages.push(resolve));
      },
    },
  } as unknown as Client; // only these are called
  const life = new AbortController();
  const connection = createStore<Connection>(() => ({ state: "open", epoch: 1 }));
  const inbox = createInbox({ client, connection, signal: life.signal });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return {
    inbox,
    asked,
    say: async (event: InboxEvent) => {
      say(event);
      await settled();
    },
    answer: async (rows: readonly InboxRow[]) => {
      pages.shift()?.(rows);
      await settled();
    },
    ready: settled,
    end: () => life.abort(),
  };
}

test("the count follows each event, with a list and without one", async () => {
  const { inbox, say, answer, ready, end } = scene();
  await ready();
  await say({ type: "snapshot", rows: [], unread: 2 });
  expect(inbox.getState()).toMatchObject({ unread: 2, rows: [], loaded: false, revision: 1 });
  inbox.show({ archived: false });
  await answer([row("a"), row("b")]);
  await say({ type: "changed", rows: [row("a", { unread: false })], unread: 1 });
  expect(inbox.getState()).toEqual({
    unread: 1,
    revision: 2,
    loaded: true,
    filter: { archived: false },
    rows: [row("a", { unread: false }), row("b")],
    more: false,
  });
  end();
});

test("what comes while a page is on its way is in the list, and an answer to an older question is not", async () => {
  const { inbox, say, answer, ready, asked, end } = scene();
  await ready();
  inbox.show({ archived: false });
  inbox.show({ archived: false, unread: true });
  await say({ type: "changed", rows: [row("new", { at: 50 })], unread: 1 });
  await answer([row("stale")]);
  await answer([row("a")]);
  expect(inbox.getState().rows.map(({ id }) => id)).toEqual(["new", "a"]);
  inbox.next();
  expect(asked).toHaveLength(2);
  end();
});

test("the next page is asked for once, behind the last entry", async () => {
  const { inbox, answer, ready, asked, end } = scene();
  await ready();
  inbox.show({});
  await answer(Array.from({ length: 200 }, (_, n) => row(`e${n}`, { at: 1000 - n })));
  inbox.next();
  inbox.next();
  await answer([row("last", { at: 1 })]);
  inbox.next();
  expect(asked.map(({ before, limit }) => [before, limit])).toEqual([
    [undefined, 200],
    ["e199", 1000],
  ]);
  expect([inbox.getState().rows.length, inbox.getState().more]).toEqual([201, false]);
  end();
});

import { CommentId, type ReviewComment, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { type Client, type Connection, ConnectionLost } from "../../client.ts";
import { createComments } from "./store.ts";

const threadId = ThreadId.parse("t1");
const anchor = {
  scope: { kind: "branch" },
  path: "a.ts",
  side: "new",
  lines: { from: 2, to: 3 },
  quote: "+two\n+three",
} as const;

/** A window's comments over a host that answers when told to; `items` is the machine's storage. */
function window_(items = new Map<string, string>()) {
  const saves: { text: string; state: string; answer: (error?: Error) => void }[] = [];
  const deleted: string[] = [];
  const sent: unknown[] = [];
  let tell: (comments: readonly ReviewComment[]) => void = () => undefined;
  let ids = 0;
  const comments = {
    save: ({ text, state }: { text: string; state: string }) =>
      new Promise<void>((resolve, reject) =>
        saves.push({ text, state, answer: (error) => (error === undefined ? resolve() : reject(error)) }),
      ),
    delete: async ({ commentId }: { commentId: string }) => void deleted.push(commentId),
    send: async (input: unknown) => void sent.push(input),
    watch: async () =>
      (async function* () {
        for (;;) {
          yield {
            comments: await new Promise<readonly ReviewComment[]>((resolve) => {
              tell = resolve;
            }),
          };
        }
      })(),
  };
  const store = createComments({
    // The methods that are called here, of the many that a client has.
    client: { comments } as unknown as Pick<Client, "comments">,
    connection: createStore<Connection>(() => ({ state: "open", epoch: 1 })),
    threadId,
    storage: {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
      removeItem: (key) => void items.delete(key),
    },
    newId: () => `c${(ids += 1)}`,
    now: () => 1,
  });
  const life = new AbortController();
  store.run(life.signal);
  return { store, saves, deleted, sent, items, tell: (list: readonly ReviewComment[]) => tell(list) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const texts = ({ store }: ReturnType<typeof window_>) =>
  store.getState().comments.map(({ text, state }) => `${text} (${state})`);
const asTold = (text: string, more: Partial<ReviewComment> = {}): ReviewComment => ({
  ...anchor,
  id: CommentId.parse("c1"),
  text,
  state: "writing",
  madeAt: 1,
  ...more,
});

test("each keystroke is on the machine at once, and with the host as soon as it answers the one before", async () => {
  const on = window_();
  const id = on.store.begin(anchor);
  for (const text of ["W", "Wh", "Why"]) on.store.type(id, text);
  expect(on.items.get("flightdeck.comments.t1")).toContain('"text":"Why"');
  expect(on.saves.map(({ text }) => text)).toEqual(["W"]);
  on.saves[0]?.answer();
  await settled();
  expect(on.saves.map(({ text }) => text)).toEqual(["W", "Why"]);
  on.saves[1]?.answer();
  await settled();
  expect([on.items.size, texts(on)]).toEqual([0, ["Why (writing)"]]);
});

test("what no host acknowledged is there after the window was killed, and goes to the next host", async () => {
  const before = window_();
  const id = before.store.begin(anchor);
  before.store.type(id, "Half a thought");
  before.saves[0]?.answer(new ConnectionLost());
  await settled();
  const after = window_(new Map(before.items));
  expect([texts(after), after.store.getState().comments[0]?.lines]).toEqual([
    ["Half a thought (writing)"],
    anchor.lines,
  ]);
  await settled();
  after.tell([]);
  await settled();
  expect(after.saves.map(({ text }) => text)).toEqual(["Half a thought"]);
});

test("an older word of the host never takes back what was typed since", async () => {
  const on = window_();
  const id = on.store.begin(anchor);
  on.store.type(id, "one");
  await settled();
  on.store.type(id, "one two");
  on.tell([asTold("one")]);
  await settled();
  expect(texts(on)).toEqual(["one two (writing)"]);
  on.saves[0]?.answer();
  await settled();
  on.saves[1]?.answer();
  await settled();
  on.tell([asTold("one")]);
  await settled();
  expect(texts(on)).toEqual(["one two (writing)"]);
  on.tell([asTold("one two")]);
  await settled();
  on.tell([asTold("one two, said another window")]);
  await settled();
  expect(texts(on)).toEqual(["one two, said another window (writing)"]);
});

test("what was sent elsewhere meanwhile is shown as sent, whatever was typed here", async () => {
  const on = window_();
  const id = on.store.begin(anchor);
  on.store.type(id, "mine");
  await settled();
  on.tell([asTold("theirs", { state: "sent", number: 1 })]);
  await settled();
  expect([texts(on), on.items.size]).toEqual([["theirs (sent)"], 0]);
});

test("a comment without words goes when it is added, and a removed one can be brought back", async () => {
  const on = window_();
  on.store.add(on.store.begin(anchor));
  const id = on.store.begin(anchor);
  on.store.type(id, "Why?");
  on.saves[0]?.answer();
  await settled();
  const [comment] = on.store.getState().comments;
  on.store.remove(id);
  await settled();
  const gone = texts(on);
  if (comment !== undefined) on.store.restore(comment);
  expect([gone, texts(on), on.deleted]).toEqual([[], ["Why? (writing)"], ["c1", "c2"]]);
});

test("a comment is sent with its last word: what is typed is with the host before", async () => {
  const on = window_();
  const id = on.store.begin(anchor);
  on.store.type(id, "Wh");
  on.store.type(id, "Why?");
  on.store.add(id);
  const sending = on.store.send([id], "A note", false);
  await settled();
  const early = on.sent.length;
  on.saves[0]?.answer();
  await settled();
  on.saves[1]?.answer();
  await sending;
  expect([early, on.saves.at(-1)?.state, on.saves.at(-1)?.text, on.sent]).toEqual([
    0,
    "added",
    "Why?",
    [{ threadId, messageId: "c2", commentIds: [id], note: "A note", steer: false }],
  ]);
});

import type { SearchHit, ThreadId } from "@flightdeck/contract";
import { answer, say as words, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { openStore } from "../store/index.ts";
import { type TestCore, testCore } from "../testing/testCore.ts";
import { begin, say } from "../threads/history/testing/work.ts";

const local = { workspace: { kind: "local" } } as const;
const find = (on: TestCore, text: string): readonly SearchHit[] => on.core.search.find({ text, limit: 50 }).hits;
const marked = ({ snippet }: SearchHit) => snippet.marks.map(([from, to]) => snippet.text.slice(from, to));
const brief = (hit: SearchHit) => [hit.kind, marked(hit).join(" ")];

test("what was said, answered and called is found from the moment it is written, with its place", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(words("The **harbour** master keeps a ledger of ships."))]);
  const threadId = await begin(on, repo.path, { ...local, text: "Where are the ships kept?" });
  await on.core.threads.idle();
  const { thread } = on.core.threads.load(threadId);
  const [asked, said] = thread.turns[0]?.items ?? [];
  expect(find(on, "ships")).toEqual([
    {
      threadId,
      projectId: thread.projectId,
      title: "Where are the ships kept?",
      archived: false,
      kind: "title",
      at: thread.createdAt,
      snippet: { text: "Where are the ships kept?", marks: [[14, 19]] },
    },
    expect.objectContaining({ itemId: asked?.id, turnId: thread.turns[0]?.id, kind: "user_message" }),
    expect.objectContaining({
      itemId: said?.id,
      kind: "agent_message",
      snippet: { text: "The **harbour** master keeps a ledger of ships.", marks: [[41, 46]] },
    }),
  ]);
  on.core.threads.rename(threadId, "Moorings");
  expect([find(on, "moor").map(brief), find(on, "kept").map(({ kind }) => kind)]).toEqual([
    [["title", "Moorings"]],
    ["user_message"],
  ]);
});

test("turns that were taken back are found no more, forks are, and a deleted thread is gone", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(words("Alpha.")), answer(words("Beta."))]);
  const threadId = await begin(on, repo.path, { ...local, text: "First" });
  await on.core.threads.idle();
  const second = await say(on, threadId, "Second");
  const fork = await on.core.threads.history.fork({ threadId, files: "shared" });
  await on.core.threads.history.rollBack({ threadId, turnId: second.id, files: false });
  await on.core.search.settled();
  const threadsOf = (text: string) => new Set(find(on, text).map((hit) => hit.threadId));
  expect([threadsOf("alpha"), threadsOf("beta")]).toEqual([new Set([threadId, fork]), new Set([fork])]);
  await on.core.threads.delete(fork);
  expect([threadsOf("alpha"), threadsOf("beta")]).toEqual([new Set([threadId]), new Set()]);
});

test("threads from before there was a search are read in the background, and what they say meanwhile is not lost", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder("flightdeck-home-");
  let threadId: ThreadId;
  {
    await using on = await testCore({ home });
    on.model.script([answer(words("The lighthouse was built in 1881."))]);
    threadId = await begin(on, repo.path, { ...local, text: "When?" });
    await on.core.threads.idle();
  }
  const store = openStore(`${home.path}/flightdeck.db`);
  store.db.exec("UPDATE threads SET searched_seq = 0; DELETE FROM search_items");
  store.db.prepare('UPDATE thread_events SET json = \'{"type":"item.completed"\' WHERE seq = 2').run();
  store.close();
  await using on = await testCore({ home });
  const first = on.core.search.find({ text: "lighthouse", limit: 50 });
  on.core.threads.rename(threadId, "Lighthouse");
  await on.core.search.settled();
  const then = on.core.search.find({ text: "lighthouse", limit: 50 });
  expect([first, { ...then, hits: then.hits.map(brief) }]).toEqual([
    { hits: [], complete: false },
    {
      hits: [
        ["title", "Lighthouse"],
        ["agent_message", "lighthouse"],
      ],
      complete: true,
    },
  ]);
});

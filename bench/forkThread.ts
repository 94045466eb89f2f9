import type { MessageId, ThreadId } from "@flightdeck/contract";
import { answer, call, type Part, say, startModelServer } from "@flightdeck/testkit";
import type { Bench } from "./bench.ts";
import { type Setting, startThread, watchTurn, withSetting } from "./setting.ts";

const turns = 20;
const itemsPerTurn = 500;
const text = "Item of a turn: the *quick* fox and its `code`. ".repeat(20);

/** A turn of many messages, and some commands among them. */
const longAnswer: readonly Part[] = Array.from({ length: itemsPerTurn - 2 }, () => say(text, 1));

/**
 * A thread of 10,000 items is forked, exported and rolled back: how long the person waits for the fork, and how long
 * anyone else waits meanwhile for the host.
 */
export const forkThread: Bench<"fork" | "others" | "exportOthers" | "backOthers"> = {
  name: "fork-thread",
  figures: {
    fork: { name: "fork a thread of 10,000 items", unit: "ms", budget: 2_000, peers: {} },
    others: { name: "longest wait for the host meanwhile", unit: "ms", budget: 50, peers: {} },
    exportOthers: { name: "… while it is exported", unit: "ms", budget: 100, peers: {} },
    backOthers: { name: "… while half of it is rolled back", unit: "ms", budget: 100, peers: {} },
  },
  async measure(runs) {
    await using model = await startModelServer();
    model.script(({ body }) =>
      /"text":"More"/.test(JSON.stringify(body.input.at(-1)))
        ? answer(...longAnswer, call("exec_command", { cmd: "seq 200" }))
        : answer(say("Done.")),
    );
    return await withSetting(model.url, async (setting) => {
      const { client, project } = setting;
      const threadId = await startThread(client, project.id, "More");
      await watchTurn(client, threadId);
      for (let turn = 1; turn < turns; turn += 1) {
        await client.turns.send({ threadId, messageId: crypto.randomUUID() as MessageId, text: "More" }); // any id is one
        await watchTurn(client, threadId);
      }
      const samples = { fork: [] as number[], others: [] as number[], exportOthers: [] as number[] };
      const backOthers: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const begun = performance.now();
        const { threadId: forkId, longest } = await meanwhile(setting, () =>
          client.threads.fork({ threadId, files: "shared" }),
        );
        samples.fork.push(performance.now() - begun);
        samples.others.push(longest);
        const exported = await meanwhile(setting, () => client.threads.export({ threadId, format: "markdown" }));
        samples.exportOthers.push(exported.longest);
        const turnId = await middleTurn(setting, forkId);
        const back = await meanwhile(setting, () =>
          client.threads.rollBack({ threadId: forkId, turnId, files: false }),
        );
        backOthers.push(back.longest);
      }
      return { ...samples, backOthers };
    });
  },
};

/** The turn in the middle of a thread, found page by page. */
async function middleTurn({ client }: Setting, threadId: ThreadId) {
  for await (const event of await client.threads.watch({ threadId, items: 2_000 })) {
    if (event.type !== "snapshot") continue;
    let [first] = event.thread.turns;
    let earlier = event.thread.earlierTurns;
    while (first !== undefined && earlier > turns / 2) {
      const before = first.items[0]?.id;
      if (before === undefined) break;
      const page = await client.threads.earlier({ threadId, turnId: first.id, before, limit: 2_000 });
      [first] = page.turns;
      earlier = page.earlierTurns;
    }
    if (first !== undefined) return first.id;
  }
  throw new Error("the thread has no turns");
}

/** Asks the host something small again and again while it works, and tells the longest wait for an answer. */
async function meanwhile<T extends object>(
  { client }: Setting,
  work: () => Promise<T>,
): Promise<T & { readonly longest: number }> {
  let longest = 0;
  let working = true;
  const asking = (async () => {
    while (working) {
      const asked = performance.now();
      await client.threads.draft({ key: "bench" });
      longest = Math.max(longest, performance.now() - asked);
    }
  })();
  const done = await work();
  working = false;
  await asking;
  return { ...done, longest };
}

import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { connect, startHost } from "../e2e/host.ts";
import type { Bench } from "./bench.ts";

const threadCount = 100;
const itemsPerThread = 1_000;

/** A word that stands everywhere, some that stand together in many places, a beginning, a rare one, one that is nowhere. */
const questions = ["the", "harbour master ledger", "ship", "needle 4217", '"quick mooring"', "nowheretobefound"];

const vocabulary = (
  "the a of to and in harbour master ledger ship shipment mooring quick slow agent turn worktree checkpoint test run " +
  "failed passed deploy migrate parseThreadRow reduceThread sandbox approval index query snippet window pane tab"
).split(" ");

/** Text as even as a dice with a memory: the same in each run. */
function* sentences(): Generator<string, never> {
  let state = 7;
  const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  for (let count = 0; ; count += 1) {
    const words = Array.from({ length: 60 }, () => vocabulary[next(vocabulary.length)]);
    yield `${words.join(" ")} needle ${count}`;
  }
}

/** Threads as a version that had no search left them. */
function writeThreads(file: string): void {
  const db = new Database(file);
  const text = sentences();
  const project = db.prepare<[], { id: string }>("SELECT id FROM projects").get()?.id;
  const thread = db.prepare("INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES (?, ?, ?, ?, ?)");
  const event = db.prepare("INSERT INTO thread_events (thread_id, seq, at, json, turn_id) VALUES (?, ?, 0, ?, 'turn')");
  db.transaction(() => {
    for (let number = 0; number < threadCount; number += 1) {
      const id = `thread${number}`;
      const row = { id, projectId: project, title: `Thread ${number}`, status: "idle", preview: "", createdAt: number };
      thread.run(id, project, itemsPerThread, JSON.stringify(row), number);
      for (let seq = 1; seq <= itemsPerThread; seq += 1) {
        const item = { id: `item${seq}`, type: "agent_message", status: "completed", startedAt: 0 };
        const told = { type: "item.completed", turnId: "turn", at: 0, item: { ...item, text: text.next().value } };
        event.run(id, seq, JSON.stringify(told));
      }
    }
  })();
  db.close();
}

/** From the question to the answer at the client, over 100,000 items of 100 threads. */
export const search: Bench<"find" | "worst"> = {
  name: "search",
  figures: {
    find: { name: "search 100,000 items, all questions", unit: "ms", budget: 50, peers: {} },
    worst: { name: "search 100,000 items, the slowest question", unit: "ms", budget: 50, peers: {} },
  },
  async measure(runs) {
    await using home = await temporaryFolder("flightdeck-bench-");
    await using repository = await temporaryRepository({ files: { "README.md": "# Bench\n" } });
    {
      await using first = await startHost({ home: home.path });
      using connection = await connect(first.url);
      await connection.client.projects.open({ path: repository.path });
    }
    writeThreads(join(home.path, "flightdeck.db"));
    await using host = await startHost({ home: home.path });
    using connection = await connect(host.url);
    const { client } = connection;
    const began = performance.now();
    // Nothing tells when all is read; a bench may ask.
    while (!(await client.search.find({ text: "x" })).complete) await wait(200);
    process.stderr.write(`search: all threads read in ${Math.round(performance.now() - began)} ms\n`);
    const find: number[] = [];
    const worst: number[] = [];
    for (let run = 0; run < runs * 4; run += 1) {
      const samples: number[] = [];
      for (const text of questions) {
        const from = performance.now();
        await client.search.find({ text });
        samples.push(performance.now() - from);
      }
      if (run === 0)
        process.stderr.write(`search: ${questions.map((q, i) => `${q} ${samples[i]?.toFixed(1)}`).join("; ")}\n`);
      find.push(...samples);
      worst.push(Math.max(...samples));
    }
    return { find, worst };
  },
};

import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Automation, AutomationContent, type AutomationId, type Run, type Thread } from "@flightdeck/contract";
import { startModelServer, temporaryFolder, temporaryRepository, tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Client, connectTo, rpcAddress } from "./client.ts";
import { bundledHost } from "./testing/bundle.ts";
import { served } from "./testing/command.ts";

const MINUTE = 60_000;
/** One is due every second. */
const SCHEDULED = 60;

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What they do: some only look, some in the checkout itself, some change files; one waits for the person. */
const kinds: readonly (Pick<Automation, "prompt"> & Partial<AutomationContent>)[] = [
  { prompt: "scenario:run echo looking scenario:say Nothing to do." },
  { prompt: "scenario:run cat a.txt scenario:say Read.", place: { kind: "local" } },
  { prompt: "scenario:edit found.txt" },
  { prompt: "scenario:slow30x8" },
];

async function automate(client: Client, path: string): Promise<AutomationId> {
  const project = await client.projects.open({ path });
  const make = async (content: Pick<AutomationContent, "name" | "prompt" | "trigger"> & Partial<AutomationContent>) => {
    const whole = AutomationContent.parse({ projects: [project.id], missed: "catch_up", ...content });
    return (await client.automations.create({ content: whole })).automationId;
  };
  const schedule = { kind: "every", minutes: 1 } as const;
  const scheduled = Array.from({ length: SCHEDULED }, (_, n) => {
    const kind = n === 0 ? { prompt: "scenario:approve" } : kinds[n % kinds.length];
    return { name: `Automation ${n}`, prompt: "", ...kind, trigger: { kind: "schedule", schedule } } as const;
  });
  await Promise.all(scheduled.map(make));
  return make({ name: "By hand", prompt: "scenario:say By hand.", trigger: { kind: "manual" }, overlap: true });
}

interface Kept {
  readonly runs: readonly (Run & { readonly cause_key: string })[];
  readonly threads: readonly { readonly id: string; readonly runId: string | undefined }[];
  /** Of each thread: the messages in its log, as often as they are there. */
  readonly said: ReadonlyMap<string, readonly string[]>;
  readonly entries: ReadonlyMap<string, readonly string[]>;
  readonly leftWork: readonly string[];
  readonly accountedTo: ReadonlyMap<string, number>;
}

function read(home: string): Kept {
  using db = new DatabaseSync(join(home, "flightdeck.db"), { readOnly: true, timeout: 5_000 });
  db.exec("BEGIN");
  const all = <Row>(sql: string) => db.prepare(sql).all() as unknown as readonly Row[]; // what the columns hold
  const grouped = (rows: readonly { of: string; what: string }[]) =>
    new Map([...Map.groupBy(rows, ({ of }) => of)].map(([of, list]) => [of, list.map(({ what }) => what)]));
  return {
    runs: all<{ json: string; cause: string }>("SELECT json, cause FROM runs ORDER BY due_at, id").map((row) => ({
      ...(JSON.parse(row.json) as Run),
      cause_key: row.cause,
    })),
    threads: all<{ row: string }>("SELECT row FROM threads").map((row) => {
      const { id, automation } = JSON.parse(row.row) as Pick<Thread, "id" | "automation">;
      return { id, runId: automation?.runId };
    }),
    said: grouped(
      all(
        "SELECT thread_id AS of, json ->> '$.item.messageId' AS what FROM thread_events WHERE item_type = 'user_message' ORDER BY seq",
      ),
    ),
    entries: grouped(all("SELECT run_id AS of, kind AS what FROM inbox_entries ORDER BY rowid")),
    leftWork: all<{ run_id: string }>("SELECT run_id FROM run_work").map(({ run_id }) => run_id),
    accountedTo: new Map(
      all<{ id: string; accounted_to: number }>("SELECT id, accounted_to FROM automations").map((row) => [
        row.id,
        row.accounted_to,
      ]),
    ),
  };
}

const ended = ({ state }: Run): boolean => state !== "pending" && state !== "running" && state !== "parked";

test("whenever the host is killed, each due time has one record, each run one thread, and its message is said once", async () => {
  await using host = await bundledHost();
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  await appendFile(join(home.path, "config.toml"), "[automations]\natOnce = 6\nspreadMinutes = 0\n");
  const env = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-test-key-0001", FLIGHTDECK_LOCAL_SERVERS: "" };
  const start = () => served(home.path, env, host.cli);

  const byHand = await (async () => {
    await using first = await start();
    const { client, close } = await connectTo(rpcAddress(first.url));
    const made = await automate(client, repo.path);
    close();
    return made;
  })();
  // They were made at once; spread over the last minute, one of them is due whenever a host is killed.
  const seededAt = Date.now();
  const anchors = new Map<string, number>();
  {
    using db = new DatabaseSync(join(home.path, "flightdeck.db"));
    const rows = db.prepare("SELECT id FROM automations WHERE name <> 'By hand' ORDER BY id").all();
    rows.forEach((row, n) => {
      const id = String(row["id"]);
      const anchor = seededAt - MINUTE + (n * MINUTE) / SCHEDULED;
      anchors.set(id, anchor);
      db.prepare("UPDATE automations SET created_at = ?, accounted_to = ? WHERE id = ?").run(anchor, seededAt, id);
    });
  }

  const acknowledged = new Set<string>();
  const moments = fc.sample(fc.integer({ min: 0, max: 500 }), tries(100));
  for (const [n, moment] of moments.entries()) {
    const one = await start();
    const asked =
      n % 2 === 0
        ? connectTo(rpcAddress(one.url))
            .then(async ({ client, close }) => {
              for (const runId of (await client.automations.run({ automationId: byHand })).runIds)
                acknowledged.add(runId);
              close();
            })
            .catch(() => undefined) // killed first: it was never acknowledged
        : undefined;
    await later(moment);
    await one.kill("SIGKILL");
    await asked;
  }

  await using last = await start();
  const { client, close } = await connectTo(rpcAddress(last.url));
  await client.automations.setAllPaused({ paused: true });
  let kept = read(home.path);
  const parkedIn = ({ runs }: Kept) => runs.filter(({ state }) => state === "parked");
  const isDone = (all: Kept) =>
    all.runs.every((run) => ended(run) || run.state === "parked") && all.leftWork.length === parkedIn(all).length;
  while (!isDone(kept)) {
    await later(50);
    kept = read(home.path);
  }
  close();

  const { runs, threads, said, entries } = kept;
  // Due times: all of them, each once.
  for (const [automationId, anchor] of anchors) {
    const due = runs.filter((run) => run.automationId === automationId).map(({ dueAt }) => dueAt);
    const first = anchor + Math.ceil((seededAt + 1 - anchor) / MINUTE) * MINUTE;
    const upTo = kept.accountedTo.get(automationId) ?? 0;
    const wanted = Array.from(
      { length: Math.max(0, Math.floor((upTo - first) / MINUTE) + 1) },
      (_, n) => first + n * MINUTE,
    );
    expect(due).toEqual(wanted);
  }
  // Runs: each that began has one thread, and no thread is left without a run.
  const began = runs.filter(({ threadId }) => threadId !== undefined);
  expect(threads.map(({ runId }) => String(runId)).toSorted()).toEqual(began.map(({ id }) => String(id)).toSorted());
  expect(began.map(({ threadId }) => said.get(threadId ?? ""))).toEqual(began.map(({ id }) => [id]));
  expect(runs.filter(({ threadId }) => threadId === undefined).map(({ state }) => state)).toEqual(
    expect.not.arrayContaining(["completed", "stopped", "failed"]),
  );
  // What was acknowledged is there; what ended told so once.
  const known = new Set(runs.map(({ id }) => id as string));
  expect([...acknowledged].filter((id) => !known.has(id))).toEqual([]);
  for (const run of began.filter(ended)) {
    const kinds = entries.get(run.id) ?? [];
    expect([run.state, kinds.length > 0, kinds]).toEqual([run.state, true, [...new Set(kinds)]]);
  }
  const parked = parkedIn(kept);
  expect(parked.length).toBeLessThanOrEqual(1);
  expect(kept.leftWork).toEqual(parked.map(({ id }) => id));
  expect([began.length > 0, acknowledged.size > 0]).toEqual([true, true]);
}, 600_000);

import { ProjectId, reduceThread, ThreadId, TurnId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { personMessage } from "../agent/index.ts";
import { openStore } from "../store/index.ts";
import { threadLog } from "./log.ts";
import { threadRow } from "./row.ts";

const threadId = ThreadId.parse("thread_1");
const turn = (n: number) => TurnId.parse(`turn_${n}`);
const started = {
  at: 0,
  type: "thread.started",
  threadId,
  projectId: ProjectId.parse("p"),
  title: "",
  cwd: "/",
  settings: { model: "m", sandbox: "workspace-write", approval: "never" },
} as const;

test("a prompt that is replaced begins anew, and what follows goes behind it", () => {
  const store = openStore(":memory:");
  store.db.prepare("INSERT INTO projects (id, name, path, added_at) VALUES ('p', 'p', '/', 0)").run();
  const log = threadLog(store, { search: { note: () => {}, behind: () => {} }, journal: { note: () => {} } });
  const thread = reduceThread(undefined, started);
  if (thread === undefined) throw new Error("no thread");
  const row = threadRow(thread, { additions: 0, deletions: 0 });
  const say = (n: number, texts: readonly string[], replaces?: boolean) =>
    log.append({
      threadId,
      seq: 1,
      events: [],
      row,
      prompt: { turnId: turn(n), items: texts.map(personMessage), replaces },
    });
  const texts = () => log.prompt(threadId);
  say(1, ["a", "b"]);
  say(2, ["c"]);
  const before = texts();
  say(3, ["summary"], true);
  say(3, ["d"]);
  expect({ before, after: texts(), first: log.promptHasTurn(threadId, turn(1)) }).toEqual({
    before: ["a", "b", "c"].map(personMessage),
    after: ["summary", "d"].map(personMessage),
    first: true,
  });
  store.close();
});

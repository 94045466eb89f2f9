import { ItemId, MessageId, ProjectId, type ThreadEvent, ThreadId, TurnId } from "@flightdeck/contract";
import { openStore, type Store } from "../../../store/index.ts";
import { type ThreadLog, threadLog } from "../../log.ts";
import { OpenThread } from "../../openThread.ts";

export const threadId = ThreadId.parse("t1");
export const usage = { input: 10, cached: 5, output: 1, reasoning: 0, context: 11 };

export const started = {
  type: "thread.started",
  threadId,
  projectId: ProjectId.parse("p1"),
  title: "Long",
  cwd: "/app",
  settings: { model: "m", sandbox: "workspace-write", approval: "never" },
  at: 1,
} as const;

export const itemId = (turn: number, n: number) => ItemId.parse(`i${turn}-${n}`);
export const turnId = (turn: number) => TurnId.parse(`turn${turn}`);

/** A turn as the log tells it; its second checkpoint comes only when the next one has begun. */
export function turnEvents(turn: number, items: number): readonly ThreadEvent[] {
  const id = turnId(turn);
  const at = turn + 2;
  const times = { status: "completed", startedAt: at, endedAt: at } as const;
  const before = turn === 0 ? undefined : turnId(turn - 1);
  return [
    { type: "turn.started", turnId: id, model: "m", at },
    ...(before ? [{ type: "checkpoint.made", turnId: before, when: "after", commit: `c${turn}`, at } as const] : []),
    {
      type: "item.completed",
      turnId: id,
      item: { type: "user_message", id: itemId(turn, 0), messageId: MessageId.parse(`m${turn}`), text: "Go", ...times },
      at,
    },
    ...Array.from({ length: items }, (_, n) => {
      const item = { type: "agent_message", id: itemId(turn, n + 1), text: `${turn}/${n}`, ...times } as const;
      return { type: "item.completed", turnId: id, item, at } as const;
    }),
    { type: "turn.usage", turnId: id, usage, at },
    { type: "turn.ended", turnId: id, outcome: "completed", at },
  ];
}

/** A store with a log, and its thread opened anew as often as one likes. */
export function openLog(path = ":memory:"): { store: Store; log: ThreadLog; make: () => OpenThread } {
  const store = openStore(path);
  store.db.prepare("INSERT OR IGNORE INTO projects (id, name, path, added_at) VALUES ('p1', 'p', '/app', 0)").run();
  const log = threadLog(store, { search: { note: () => {}, behind: () => {} }, journal: { note: () => {} } });
  const make = () =>
    new OpenThread({ log, now: () => 0, onRow: () => {}, onEvent: () => {}, stored: log.read(threadId) });
  return { store, log, make };
}

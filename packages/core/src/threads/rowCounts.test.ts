import { ProjectId, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { openStore } from "../store/index.ts";
import { threadLog } from "./log.ts";
import { OpenThread } from "./openThread.ts";

test("a thread's row keeps how large its diff is and how far it is read, whichever was counted last", () => {
  const store = openStore(":memory:");
  store.db.prepare("INSERT INTO projects (id, name, path, added_at) VALUES ('p', 'p', '/', 0)").run();
  const log = threadLog(store, { search: { note: () => {}, behind: () => {} }, journal: { note: () => {} } });
  const threadId = ThreadId.parse("thread_1");
  let written = 0;
  const world = { log, now: () => 1, onRow: () => void (written += 1), onEvent: () => {} };
  const thread = new OpenThread(world);
  thread.commit([
    {
      at: 0,
      type: "thread.started",
      threadId,
      projectId: ProjectId.parse("p"),
      title: "",
      cwd: "/",
      settings: { model: "m", sandbox: "workspace-write", approval: "never" },
    },
  ]);
  const counts = () => log.rows().map(({ additions, deletions, reading }) => ({ additions, deletions, reading }));
  const reading = { hunks: 12, read: 3, fresh: 2 };
  thread.setReading(reading);
  thread.setLines({ additions: 5, deletions: 1 });
  expect(counts()).toEqual([{ additions: 5, deletions: 1, reading }]);
  // What is counted again and did not change is not written again.
  const before = written;
  thread.setReading({ ...reading });
  thread.setLines({ additions: 5, deletions: 1 });
  expect(written).toBe(before);
  const again = new OpenThread({ ...world, stored: log.read(threadId), counts: log.rows()[0] });
  again.setLines({ additions: 6, deletions: 1 });
  expect(counts()).toEqual([{ additions: 6, deletions: 1, reading }]);
  again.setReading(undefined);
  expect(counts()).toEqual([{ additions: 6, deletions: 1, reading: undefined }]);
  store.close();
});

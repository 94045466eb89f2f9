import type { ThreadId, ThreadRow } from "@flightdeck/contract";

export interface Notice {
  readonly threadId: ThreadId;
  readonly title: string;
  readonly body: string;
}

type Rows = ReadonlyMap<ThreadId, ThreadRow>;

/** What a person who looks elsewhere should hear of: threads that now ask, failed or finished and did not before. */
export function noticesBetween(before: Rows, after: Rows): readonly Notice[] {
  if (before === after) return [];
  return [...after.values()].flatMap((row) => {
    const was = before.get(row.id);
    if (was === undefined || was === row || row.archived) return [];
    const words = happened(was, row);
    return words === undefined ? [] : [{ threadId: row.id, title: row.title, body: row.preview || words }];
  });
}

/** A turn that was answered may end before anybody saw it run. */
const working: ReadonlySet<ThreadRow["status"]> = new Set(["running", "waiting_approval", "waiting_answer"]);

function happened(was: ThreadRow, row: ThreadRow): string | undefined {
  if (was.status === row.status) return undefined;
  switch (row.status) {
    case "waiting_approval":
      return "Waits for your approval";
    case "waiting_answer":
      return "Waits for your answer";
    case "plan_ready":
      return "Has a plan for you to read";
    case "failed":
      return "Failed";
    case "idle":
      return working.has(was.status) && row.unread ? "Is done" : undefined;
    case "running":
    case "interrupted":
      return undefined;
  }
}

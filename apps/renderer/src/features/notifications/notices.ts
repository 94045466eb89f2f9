import type {
  InboxEntryId,
  InboxRow,
  NoticeKind,
  NoticeWay,
  NotificationSettings,
  ThreadId,
  ThreadRow,
} from "@flightdeck/contract";

export interface Notice {
  readonly kind: NoticeKind;
  readonly threadId: ThreadId;
  readonly title: string;
  readonly body: string;
}

export interface FindingNotice extends Notice {
  readonly entryId: InboxEntryId;
}

type Rows = ReadonlyMap<ThreadId, ThreadRow>;

/** What a person who looks elsewhere should hear of: threads that now ask, failed or finished and did not before. */
export function noticesBetween(before: Rows, after: Rows): readonly Notice[] {
  if (before === after) return [];
  return [...after.values()].flatMap((row) => {
    const was = before.get(row.id);
    if (was === undefined || was === row || row.archived) return [];
    const kind = happened(was, row);
    if (kind === undefined) return [];
    return [{ kind, threadId: row.id, title: row.title, body: row.preview || words[kind] }];
  });
}

/** The findings among what came to the inbox that must not wait; each is told once. */
export function findingNotices(came: readonly InboxRow[], told: ReadonlySet<InboxEntryId>): readonly FindingNotice[] {
  return came.flatMap(({ id, kind, priority, unread, archived, threadId, automationName, title }) =>
    kind === "finding" && (priority === "P0" || priority === "P1") && unread && !archived && threadId && !told.has(id)
      ? [{ kind: "finding", entryId: id, threadId, title: automationName, body: `${priority}: ${title}` }]
      : [],
  );
}

/** How a notice is told: a thread's own way goes before the settings, and looking at it before everything. */
export function wayOf(
  { kind, threadId }: Pick<Notice, "kind" | "threadId">,
  {
    settings,
    own,
    inFront,
  }: {
    readonly settings: NotificationSettings;
    readonly own: ThreadRow["notices"];
    readonly inFront: (threadId: ThreadId) => boolean;
  },
): NoticeWay {
  if (settings.when === "never" || own === "mute" || inFront(threadId)) return "off";
  const way = settings[kind];
  return own === "all" && way === "off" ? "quiet" : way;
}

const words: Readonly<Record<NoticeKind, string>> = {
  approval: "Waits for your approval",
  question: "Waits for your answer",
  plan: "Has a plan for you to read",
  failure: "Failed",
  finished: "Is done",
  finding: "Found something",
};

/** A turn that was answered may end before anybody saw it run. */
const working: ReadonlySet<ThreadRow["status"]> = new Set(["running", "waiting_approval", "waiting_answer"]);

function happened(was: ThreadRow, row: ThreadRow): NoticeKind | undefined {
  if (was.status === row.status) return undefined;
  switch (row.status) {
    case "waiting_approval":
      return "approval";
    case "waiting_answer":
      return "question";
    case "plan_ready":
      return "plan";
    case "failed":
      return "failure";
    case "idle":
      return working.has(was.status) && row.unread ? "finished" : undefined;
    case "running":
    case "interrupted":
      return undefined;
  }
}

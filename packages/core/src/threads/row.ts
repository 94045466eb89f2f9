import {
  type Item,
  plainWords,
  type ReviewItem,
  requestSubject,
  restingSince,
  type Thread,
  type ThreadRow,
  threadStatus,
} from "@flightdeck/contract";

const PREVIEW_LIMIT = 200;

/** A row is made for each event of a thread: it looks at the beginning of a text, however long that grows. */
const oneLine = (text: string): string => {
  const line = text
    .slice(0, PREVIEW_LIMIT * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > PREVIEW_LIMIT ? `${line.slice(0, PREVIEW_LIMIT - 1)}…` : line;
};

/** The line an item gives to its thread's row, while it runs or after it. */
function itemPreview(item: Item): string | undefined {
  const running = item.status === "running";
  switch (item.type) {
    case "command":
      return running ? `Running ${item.command}` : `Ran ${item.command}`;
    case "file_change": {
      const first = item.changes[0]?.path.split("/").at(-1) ?? "files";
      const others = item.changes.length > 1 ? ` and ${item.changes.length - 1} more` : "";
      return `${running ? "Editing" : "Edited"} ${first}${others}`;
    }
    case "agent_message":
      return plainWords(item.text.slice(0, PREVIEW_LIMIT * 4));
    case "reasoning":
      return running ? "Thinking" : undefined;
    case "tool_call":
      return item.summary;
    case "plan": {
      if (item.proposal?.state === "open") return `Plan: ${item.proposal.title}`;
      const step = item.steps.find(({ status }) => status === "in_progress");
      return step?.step;
    }
    case "error":
      return item.message;
    case "user_message":
      return item.text || item.images?.[0]?.name || item.attachments?.[0]?.name;
    case "question":
      return item.fields[0]?.question;
    case "compaction":
      return running ? "Making the conversation shorter" : undefined;
    case "review":
      return reviewPreview(item);
  }
}

function reviewPreview({ status, counts, error }: ReviewItem): string | undefined {
  if (status === "running") return "Reviewing the changes";
  if (status !== "completed") return error;
  const found = counts?.found ?? 0;
  return found === 0 ? "Reviewed: nothing found" : `Reviewed: ${found} ${found === 1 ? "finding" : "findings"}`;
}

function preview(thread: Thread): string {
  const approval = thread.approvals[0]?.request;
  if (approval !== undefined) return `Approve: ${requestSubject(approval)}`;
  const asked = thread.questions[0];
  if (asked !== undefined) {
    const item = thread.turns.at(-1)?.items.findLast(({ id }) => id === asked.itemId);
    if (item?.type === "question") return `Asks: ${item.fields[0]?.question ?? ""}`;
  }
  const { worktree } = thread;
  if (worktree !== undefined && !["ready", "removed", "local"].includes(worktree.state)) {
    return (
      worktree.message ?? (worktree.state === "failed" ? "The worktree could not be made" : "Preparing the worktree")
    );
  }
  const turn = thread.turns.at(-1);
  if (turn?.outcome === "failed" && turn.error !== undefined) return `Failed: ${turn.error.message}`;
  const items = turn?.items ?? [];
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index];
    const line = item === undefined ? undefined : itemPreview(item);
    if (line !== undefined && /\S/.test(line)) return line;
  }
  return "";
}

/** What rows tell that no event does: the size of a thread's diff and how far it is read, as of the last look. */
export type RowCounts = Pick<ThreadRow, "additions" | "deletions" | "reading">;

/** What lists show of a thread. */
export function threadRow(thread: Thread, { additions, deletions, reading }: RowCounts): ThreadRow {
  return {
    id: thread.id,
    projectId: thread.projectId,
    title: thread.title,
    status: threadStatus(thread),
    unread: thread.unread,
    archived: thread.archived,
    pinned: thread.pinned,
    notices: thread.notices,
    rank: thread.rank,
    preview: oneLine(preview(thread)),
    ...(thread.automation && { automation: thread.automation }),
    branch: thread.worktree?.branch,
    worktree: thread.worktree?.state,
    pullRequest: thread.pullRequest,
    additions,
    deletions,
    reading,
    createdAt: thread.createdAt,
    updatedAt: thread.updatedAt,
    restingSince: restingSince(thread),
  };
}

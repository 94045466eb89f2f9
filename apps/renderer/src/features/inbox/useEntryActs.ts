import { type InboxEntryId, type InboxRow, MessageId, type ThreadId, type ThreadRow } from "@flightdeck/contract";
import { useMemo } from "react";
import { type App, useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleText } from "../../ui/visibleText.ts";
import { openThread } from "../layout/store.ts";
import type { Line } from "./order.ts";
import { fixText } from "./words.ts";

export interface EntryActs {
  /** Has a finding mended: by the agent that found it where it can write, else in a fresh thread of its project. */
  readonly fix: (row: InboxRow) => Promise<void>;
  /** Goes on with what a run did: a finding is mended, anything else goes on in its thread with the person's words. */
  readonly carryOn: (row: InboxRow) => void;
  /** Says a word to the agent of the run. */
  readonly comment: (row: InboxRow, text: string) => Promise<void>;
  /** Shows the run's thread with its changes. */
  readonly review: (row: InboxRow) => void;
  readonly open: (line: Line) => void;
}

/** Where the work of an entry can go on. */
export type Whereabouts = "thread" | "new_thread" | "nowhere";

/** The run's own thread while it has a worktree to write in; else a new one, as long as the project is there. */
export function whereToFix(thread: Pick<ThreadRow, "worktree"> | undefined, projectIsThere: boolean): Whereabouts {
  if (thread?.worktree === "ready") return "thread";
  return projectIsThere ? "new_thread" : "nowhere";
}

export function useEntryActs(): EntryActs {
  const app = useApp();
  const failed = useFailed();
  return useMemo(() => entryActs(app, failed), [app, failed]);
}

function entryActs(app: App, failed: (error: unknown) => void): EntryActs {
  const { client, layout, rows, projects, boxes, toasts, newId } = app;
  const rowOf = (threadId: ThreadId | undefined) =>
    threadId === undefined ? undefined : rows.getState().rows.get(threadId);
  const seen = (row: InboxRow) => {
    if (row.unread) client.inbox.mark({ entryIds: [row.id], unread: false }).catch(failed);
  };
  const missing = (row: InboxRow) =>
    toasts.add({
      tone: "bad",
      title: "This thread is not here",
      detail: row.threadId === undefined ? "The run had none." : "It was deleted; what it reported is kept.",
    });
  const show = (row: InboxRow, panel?: "review"): boolean => {
    const { threadId } = row;
    if (threadId === undefined || rowOf(threadId) === undefined) {
      missing(row);
      return false;
    }
    seen(row);
    layout.update((state) => ({ ...openThread(state, threadId), ...(panel && { panel }) }));
    return true;
  };
  const send = async (threadId: ThreadId, text: string) => {
    // What a run left behind may have been put away; the person's word brings it back.
    if (rowOf(threadId)?.worktree === "removed") await client.worktrees.restore({ threadId });
    if (rowOf(threadId)?.archived === true) await client.threads.flag({ threadId, archived: false });
    await client.turns.send({ threadId, messageId: MessageId.parse(newId()), text });
  };
  const fix = async (row: InboxRow) => {
    const thread = rowOf(row.threadId);
    const project = projects.getState().projects.find(({ id }) => id === row.projectId);
    const where = whereToFix(thread, project !== undefined);
    const { entry } = await client.inbox.get({ entryId: row.id satisfies InboxEntryId });
    if (where === "thread" && thread !== undefined) {
      await send(thread.id, visibleText(fixText(entry, true)));
      layout.update((state) => openThread(state, thread.id));
    } else if (project !== undefined) {
      const { threadId } = await client.threads.create({
        projectId: project.id,
        workspace: { kind: "worktree" },
        text: visibleText(fixText(entry, false)),
        messageId: MessageId.parse(newId()),
      });
      layout.update((state) => openThread(state, threadId));
    } else return missing(row);
    seen(row);
  };
  return {
    fix,
    carryOn: (row) => {
      if (row.kind === "finding") return void fix(row).catch(failed);
      const { threadId } = row;
      if (show(row) && threadId !== undefined) boxes.whenOpen(threadId, (box) => box.focus());
    },
    comment: async (row, text) => {
      if (row.threadId === undefined || rowOf(row.threadId) === undefined) return missing(row);
      await send(row.threadId, text);
      seen(row);
    },
    review: (row) => void show(row, "review"),
    open: (line) => {
      if (line.kind === "entry") show(line.row);
      else if (line.kind === "waits") layout.update((state) => openThread(state, line.entry.threadId));
    },
  };
}

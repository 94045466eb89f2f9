import type { ThreadId, ThreadRow } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Pin } from "lucide-react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { type Glyph, glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { useAge } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { PullRequestMark } from "../git/PullRequestMark.tsx";
import { ThreadReading } from "../reading/ThreadReading.tsx";
import { useThreadMove } from "../projects/useThreadMove.ts";
import { useRenaming } from "../projects/renaming.ts";
import { frontThread, openBeside, openThread, shownThreads } from "../layout/store.ts";
import { TitleField } from "./TitleField.tsx";
import { useRename } from "./useRename.ts";

/** What is alive takes two lines, what is quiet one. */
const isLive = (glyph: Glyph) => glyph !== "idle" && glyph !== "interrupted";

const previewTone: Record<Glyph, string> = {
  idle: "text-text-3",
  running: "text-text-3",
  interrupted: "text-text-3",
  waiting_approval: "text-amber",
  waiting_answer: "text-amber",
  plan_ready: "text-accent",
  failed: "text-red",
  done: "text-accent",
};

/** A thread in the sidebar. */
export function ThreadLink({ threadId }: { readonly threadId: ThreadId }) {
  const row = useRow(threadId);
  return row === undefined ? null : <RowLink row={row} />;
}

function RowLink({ row }: { readonly row: ThreadRow }) {
  const { layout, drag } = useApp();
  const threadId = row.id;
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  const shown = useSelect(layout, (state) => shownThreads(state).includes(threadId));
  const renaming = useRenaming();
  const rename = useRename(threadId, row.title);
  const { edge, onMoveKey, ...droppable } = useThreadMove(row);
  const glyph = glyphOf(row.status, row.unread);
  const live = isLive(glyph);
  if (renaming.threadId === threadId) {
    return (
      <div className="flex h-7 items-center px-1">
        <TitleField
          title={row.title}
          className="w-full"
          onDone={(title) => {
            renaming.set(undefined);
            rename(title);
          }}
        />
      </div>
    );
  }
  return (
    <a
      href={`#thread=${row.id}`}
      data-stop
      data-thread={row.id}
      aria-keyshortcuts="F2 Alt+ArrowUp Alt+ArrowDown"
      {...droppable}
      onDragStart={(event) => drag.start(event.dataTransfer, row.id)}
      onKeyDown={(event) => {
        if (onMoveKey(event) || event.key !== "F2") return;
        // Elsewhere the key renames the thread in front.
        event.preventDefault();
        renaming.set(row.id);
      }}
      data-status={row.status}
      data-unread={row.unread || undefined}
      aria-current={front ? "page" : undefined}
      title={visibleName(row.title)}
      onClick={(event) => {
        event.preventDefault();
        const beside = event.metaKey || event.ctrlKey;
        layout.update((state) => (beside ? openBeside(state, row.id) : openThread(state, row.id)));
      }}
      className={clsx(
        "relative grid grid-cols-[14px_minmax(0,1fr)] items-center gap-x-2 rounded-2 px-2 -outline-offset-1",
        edge === "before" && "before:absolute before:inset-x-1 before:-top-px before:h-0.5 before:bg-accent",
        edge === "behind" && "before:absolute before:inset-x-1 before:-bottom-px before:h-0.5 before:bg-accent",
        live ? "h-11 grid-rows-[19px_16px] content-center text-text-1" : "h-7 text-text-2",
        front ? "bg-selected text-text-1" : shown ? "bg-hover" : "hover:bg-hover",
      )}
    >
      <StatusGlyph status={glyph} named notch={row.updatedAt} />
      <span className="flex min-w-0 items-center gap-2">
        <span
          className={clsx(
            "min-w-0 flex-1 truncate",
            glyph === "done" ? "font-strong text-text-1" : front && "font-medium",
          )}
        >
          {visibleName(row.title)}
        </span>
        {row.pullRequest !== undefined && <PullRequestMark pullRequest={row.pullRequest} />}
        {!live && (
          <>
            <ThreadReading reading={row.reading} />
            <LineCount additions={row.additions} deletions={row.deletions} />
          </>
        )}
        {row.pinned && <Icon of={Pin} size={12} />}
        <RowAge row={row} />
      </span>
      {live && (
        <span className="col-start-2 flex min-w-0 items-center gap-2">
          <span className={clsx("min-w-0 flex-1 truncate text-micro", previewTone[glyph])}>
            {visibleName(row.preview)}
          </span>
          <ThreadReading reading={row.reading} />
          <LineCount additions={row.additions} deletions={row.deletions} />
        </span>
      )}
    </a>
  );
}

function RowAge({ row }: { readonly row: ThreadRow }) {
  const age = useAge(row.updatedAt);
  return (
    <span className="text-micro whitespace-nowrap text-text-3 tabular-nums">
      {row.status === "running" ? "now" : age}
    </span>
  );
}

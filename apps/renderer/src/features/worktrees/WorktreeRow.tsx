import { useAge } from "../../ui/time.ts";
import { Button } from "../../ui/Button.tsx";
import { fileSize } from "../../ui/fileSize.ts";
import { Tag } from "../../ui/Marks.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { lastUsed, titleOf, type WorktreeEntry } from "./entries.ts";

const line = "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 py-1.5 pr-1.5 pl-2.5 text-small";

/** A worktree that is there. */
export function WorktreeRow({
  entry,
  busy,
  onRemove,
}: {
  readonly entry: WorktreeEntry;
  readonly busy: boolean;
  readonly onRemove: () => void;
}) {
  const { worktree, bytes, failure } = entry;
  const used = useAge(lastUsed(entry));
  const title = visibleName(titleOf(entry));
  return (
    <li aria-label={title} className={line}>
      <div className="min-w-0">
        <div className="flex min-w-0 items-center gap-1.5">
          <span className="truncate font-medium" title={title}>
            {title}
          </span>
          <Marks entry={entry} />
        </div>
        <div className="flex min-w-0 gap-2 text-text-3" title={visibleName(worktree.path)}>
          <span className="truncate">
            {entry.project !== undefined && `${visibleName(entry.project)} · `}
            <code>{visibleName(worktree.branch)}</code>
          </span>
          <span className="shrink-0 tabular-nums">{used === "now" ? "used just now" : `used ${used} ago`}</span>
          {bytes !== undefined && <span className="shrink-0 tabular-nums">{fileSize(bytes)}</span>}
        </div>
        {failure !== undefined && <div className="text-red">{failure}</div>}
      </div>
      <Button
        size="small"
        variant="danger"
        disabled={busy || worktree.state !== "ready"}
        aria-label={`Snapshot and remove ${title}`}
        onClick={onRemove}
      >
        Remove
      </Button>
    </li>
  );
}

const many = (count: number, word: string): string => `${count.toLocaleString("en")} ${word}`;

/** What would have to be thought of before it goes. */
function Marks({ entry: { worktree, thread, details } }: { readonly entry: WorktreeEntry }) {
  return (
    <span className="flex shrink-0 gap-1">
      {worktree.state !== "ready" && <Tag>{worktree.state}</Tag>}
      {thread === undefined && <Tag>thread deleted</Tag>}
      {thread?.archived === true && <Tag>archived</Tag>}
      {thread?.worktree === "local" && <Tag tone="accent">waits: thread is local</Tag>}
      {details !== undefined && (
        <>
          {details.changed > 0 && <Tag tone="amber">{many(details.changed, "changed")}</Tag>}
          {details.merged === true ? (
            <Tag tone="green">merged</Tag>
          ) : (
            details.unpushed > 0 && <Tag tone="amber">{many(details.unpushed, "unpushed")}</Tag>
          )}
          {details.locked && <Tag tone="line">locked</Tag>}
          {details.processes > 0 && <Tag tone="line">in use</Tag>}
        </>
      )}
    </span>
  );
}

/** One that was removed, with where its state is kept. */
export function ShelfRow({
  entry,
  busy,
  onRestore,
}: {
  readonly entry: WorktreeEntry;
  readonly busy: boolean;
  readonly onRestore: () => void;
}) {
  const { worktree, thread } = entry;
  const removed = useAge(worktree.removedAt ?? worktree.createdAt);
  const title = visibleName(titleOf(entry));
  return (
    <li aria-label={title} className={line}>
      <div className="min-w-0">
        <div className="flex min-w-0 items-center gap-1.5">
          <span className="truncate font-medium">{title}</span>
          {thread === undefined && <Tag>thread deleted</Tag>}
          {thread?.archived === true && <Tag>archived</Tag>}
        </div>
        <div className="truncate text-text-3" title={visibleName(worktree.path)}>
          {removed === "now" ? "Removed just now" : `Removed ${removed} ago`}; kept as{" "}
          <code>refs/flightdeck/snapshots/{worktree.id}</code> and <code>{visibleName(worktree.branch)}</code>
        </div>
      </div>
      <Button size="small" disabled={busy} aria-label={`Restore ${title}`} onClick={onRestore}>
        Restore
      </Button>
    </li>
  );
}

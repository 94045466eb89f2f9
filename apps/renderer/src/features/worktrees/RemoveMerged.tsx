import type { ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Field.tsx";
import { fileSize } from "../../ui/fileSize.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { sizeOf, titleOf, type WorktreeEntry } from "./entries.ts";

/** The worktrees that would go, before any does. */
export function RemoveMerged({
  entries,
  busy,
  onRemove,
  onClose,
}: {
  readonly entries: readonly WorktreeEntry[];
  readonly busy: boolean;
  readonly onRemove: (threadIds: readonly ThreadId[]) => void;
  readonly onClose: () => void;
}) {
  const [kept, setKept] = useState<ReadonlySet<ThreadId>>(new Set());
  const going = entries.filter(({ worktree }) => !kept.has(worktree.threadId));
  const keep = (threadId: ThreadId, stays: boolean) => {
    const next = new Set(kept);
    if (stays) next.add(threadId);
    else next.delete(threadId);
    setKept(next);
  };
  const room = sizeOf(going);
  return (
    <section aria-label="Remove merged worktrees" className="mb-3 rounded-3 border border-line-strong bg-raised p-3">
      <p className="mb-2 text-small text-text-2">
        Their work is in their base and nothing is uncommitted. Each is saved first and stays on the shelf; one that
        changes meanwhile is left alone.
      </p>
      <ul className="mb-2 grid max-h-40 gap-1 overflow-y-auto">
        {entries.map((entry) => (
          <li key={entry.worktree.id}>
            <Checkbox
              checked={!kept.has(entry.worktree.threadId)}
              onChange={(on) => keep(entry.worktree.threadId, !on)}
            >
              {visibleName(titleOf(entry))} <code>{visibleName(entry.worktree.branch)}</code>
            </Checkbox>
          </li>
        ))}
      </ul>
      <div className="flex items-center gap-2">
        <span className="flex-1 text-small text-text-3">{room > 0 && `Frees ${fileSize(room)}`}</span>
        <Button size="small" variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button
          size="small"
          variant="danger"
          disabled={busy || going.length === 0}
          onClick={() => onRemove(going.map(({ worktree }) => worktree.threadId))}
        >
          {busy ? "Removing" : `Remove ${going.length}`}
        </Button>
      </div>
    </section>
  );
}

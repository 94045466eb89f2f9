import type { ThreadId } from "@flightdeck/contract";
import { Search } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Segmented, TextField } from "../../ui/Field.tsx";
import { fileSize } from "../../ui/fileSize.ts";
import { Icon } from "../../ui/Icon.tsx";
import {
  shelf,
  shownEntries,
  sizeOf,
  spare,
  type WorktreeKind,
  type WorktreeOrder,
  worktreeKinds,
  worktreeOrders,
} from "./entries.ts";
import { RemoveMerged } from "./RemoveMerged.tsx";
import { useWorktrees } from "./useWorktrees.ts";
import { ShelfRow, WorktreeRow } from "./WorktreeRow.tsx";

/** Every worktree that Flightdeck made: what it holds, what it takes, and what was kept of those that are gone. */
export function WorktreesPage() {
  const { client } = useApp();
  const { entries, loaded, failure, reload } = useWorktrees();
  const [filter, setFilter] = useState("");
  const [kind, setKind] = useState<WorktreeKind>("all");
  const [order, setOrder] = useState<WorktreeOrder>("used");
  const [clearing, setClearing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Failure>();
  const run = (work: () => Promise<unknown>) => {
    setBusy(true);
    setRefused(undefined);
    work()
      .catch((error: unknown) => setRefused(readFailure(error)))
      .finally(() => {
        setBusy(false);
        reload();
      });
  };
  const removeAll = (threadIds: readonly ThreadId[]) =>
    run(async () => {
      const left: unknown[] = [];
      for (const threadId of threadIds)
        await client.worktrees.remove({ threadId, onlyMerged: true }).catch((error: unknown) => left.push(error));
      setClearing(false);
      // One that stays keeps no other from going.
      if (left.length > 0) throw left[0];
    });
  const shown = shownEntries(entries, { filter, kind, order });
  const removed = shelf(entries);
  const merged = spare(entries);
  const there = entries.filter(({ worktree }) => worktree.state !== "removed");
  const known = refused ?? failure;
  return (
    <>
      <div className="mb-2 flex items-center gap-2">
        <TextField
          label="Filter worktrees"
          type="search"
          placeholder="Filter"
          before={<Icon of={Search} size={14} />}
          className="min-w-0 flex-1"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <Segmented label="Which worktrees" value={kind} choices={worktreeKinds} onChange={setKind} />
      </div>
      <div className="mb-3 flex items-center gap-2 text-small text-text-3">
        <span>Sort by</span>
        <Segmented label="Sort by" value={order} choices={worktreeOrders} onChange={setOrder} />
        <span className="flex-1 text-right tabular-nums" role="status">
          {there.length === 1 ? "1 worktree" : `${there.length} worktrees`}
          {sizeOf(there) > 0 && `, ${fileSize(sizeOf(there))}`}
        </span>
        <Button size="small" disabled={merged.length === 0 || busy} onClick={() => setClearing(true)}>
          Remove merged…
        </Button>
      </div>
      {known !== undefined && <FailureNote failure={known} className="mb-3" />}
      {clearing && (
        <RemoveMerged entries={merged} busy={busy} onRemove={removeAll} onClose={() => setClearing(false)} />
      )}
      {shown.length === 0 ? (
        <p className="py-3 text-small text-text-3">
          {!loaded ? "" : there.length === 0 ? "No worktree is there now." : "None of them is like that."}
        </p>
      ) : (
        <ul aria-label="Worktrees" className="rounded-3 border border-line [&>li+li]:border-t [&>li+li]:border-line">
          {shown.map((entry) => (
            <WorktreeRow
              key={entry.worktree.id}
              entry={entry}
              busy={busy}
              onRemove={() => run(() => client.worktrees.remove({ threadId: entry.worktree.threadId }))}
            />
          ))}
        </ul>
      )}
      {removed.length > 0 && (
        <section aria-label="Recently removed" className="mt-5">
          <h3 className="mb-1.5 font-strong">Recently removed</h3>
          <ul className="rounded-3 border border-line [&>li+li]:border-t [&>li+li]:border-line">
            {removed.map((entry) => (
              <ShelfRow
                key={entry.worktree.id}
                entry={entry}
                busy={busy}
                onRestore={() => run(() => client.worktrees.restore({ threadId: entry.worktree.threadId }))}
              />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

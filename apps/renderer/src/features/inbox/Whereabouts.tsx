import type { InboxRow } from "@flightdeck/contract";
import { FolderGit2 } from "lucide-react";
import { useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useFailed } from "../../ui/useFailed.ts";

/** What is missing of where the run worked, and how to have it back. Nothing while all of it is there. */
export function Whereabouts({ row }: { readonly row: InboxRow }) {
  const { client, projects, rows } = useApp();
  const failed = useFailed();
  const [busy, setBusy] = useState(false);
  const loaded = useSelect(rows, (state) => state.loaded);
  const thread = useRow(row.threadId ?? ("" as never));
  const gone = useSelect(projects, (state) => state.loaded && !state.projects.some(({ id }) => id === row.projectId));
  const words = gone
    ? "Its project is no longer in Flightdeck. What was reported is kept."
    : row.threadId === undefined || !loaded
      ? undefined
      : thread === undefined
        ? "Its thread was deleted. What was reported is kept."
        : thread.worktree === "removed" && row.kind === "changes"
          ? "Its worktree was removed and its state kept."
          : undefined;
  if (words === undefined) return null;
  const restore = () => {
    if (thread === undefined) return;
    setBusy(true);
    client.worktrees
      .restore({ threadId: thread.id })
      .catch(failed)
      .finally(() => setBusy(false));
  };
  return (
    <div
      role="status"
      className="mt-3 flex items-center gap-2 rounded-3 border border-line px-2.5 py-1.5 text-small text-text-2"
    >
      <Icon of={FolderGit2} size={14} />
      <span className="min-w-0 flex-1">{words}</span>
      {!gone && thread?.worktree === "removed" && (
        <Button size="small" disabled={busy} onClick={restore}>
          Restore
        </Button>
      )}
    </div>
  );
}

import type { ThreadId } from "@flightdeck/contract";
import { CircleAlert, FolderGit2 } from "lucide-react";
import { useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** Above the composer, when the worktree failed or was removed. While it is made, the conversation shows how far it is. */
export function WorktreeNote({ threadId }: { readonly threadId: ThreadId }) {
  const { client } = useApp();
  const worktree = useThread(threadId, (thread) => thread.worktree);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  if (worktree?.state !== "failed" && worktree?.state !== "removed") return null;
  const restore = () => {
    setBusy(true);
    setFailure(undefined);
    client.worktrees
      .restore({ threadId })
      .catch((error: unknown) => setFailure(readFailure(error)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="mx-auto w-full max-w-[calc(var(--measure)+32px)] flex-none px-3 pb-2">
      <div
        className="flex items-center gap-2 rounded-3 border border-line px-3 py-2 text-small text-text-2"
        role="status"
      >
        <Icon
          of={worktree.state === "failed" ? CircleAlert : FolderGit2}
          size={14}
          className={worktree.state === "failed" ? "text-red" : undefined}
        />
        <span className="min-w-0 flex-1">
          {worktree.state === "failed" && (
            <>
              <span className="font-medium text-text-1">The worktree could not be made.</span> {worktree.message}
            </>
          )}
          {worktree.state === "removed" && (
            <>
              The worktree was removed and its state kept: it can come back as it was, on <code>{worktree.branch}</code>
              .
            </>
          )}
        </span>
        {worktree.state === "removed" && (
          <Button size="small" disabled={busy} onClick={restore}>
            Restore
          </Button>
        )}
      </div>
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
    </div>
  );
}

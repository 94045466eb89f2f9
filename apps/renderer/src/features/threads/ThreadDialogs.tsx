import type { ThreadId } from "@flightdeck/contract";
import { useApp, useRow } from "../../app.tsx";
import { Confirm } from "../../ui/Dialog.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { HandoverDialog } from "../handover/index.ts";
import { closeTab } from "../layout/store.ts";

/** What is asked before something is done to a thread. */
export type Asking = "remove" | "delete" | "move";

/** The dialogs behind a thread's menu. */
export function ThreadDialogs({
  threadId,
  asking,
  onClose,
}: {
  readonly threadId: ThreadId;
  readonly asking: Asking | undefined;
  readonly onClose: () => void;
}) {
  const { client, layout, threads } = useApp();
  const failed = useFailed();
  const row = useRow(threadId);
  const remove = () => {
    onClose();
    client.worktrees.remove({ threadId }).catch(failed);
  };
  const forget = () => {
    onClose();
    const work = async () => {
      if (row?.worktree === "ready") await client.worktrees.remove({ threadId });
      await client.threads.delete({ threadId });
    };
    work().then(() => {
      layout.update((state) => closeTab(state, threadId));
      threads.forget(threadId);
    }, failed);
  };
  return (
    <>
      <Confirm
        open={asking === "remove"}
        title="Remove this worktree?"
        action="Remove worktree"
        danger
        onConfirm={remove}
        onClose={onClose}
      >
        Its state is saved first and can be restored byte for byte, uncommitted changes included. The branch stays.
      </Confirm>
      <HandoverDialog
        open={asking === "move"}
        threadId={threadId}
        to={row?.worktree === "ready" ? "local" : "worktree"}
        onClose={onClose}
      />
      <Confirm
        open={asking === "delete"}
        title={`Delete “${visibleName(row?.title ?? "this thread")}”?`}
        action="Delete thread"
        danger
        onConfirm={forget}
        onClose={onClose}
      >
        The conversation is forgotten and its worktree removed. The branch and its commits stay.
      </Confirm>
    </>
  );
}

import type { ThreadId, TurnId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Confirm } from "../../ui/Dialog.tsx";
import { Checkbox } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { useRestore } from "./useRestore.ts";

/** Asks before turns are taken out of a thread: which ones, and whether their files go back too. */
export function RollBackDialog({
  open,
  threadId,
  turnId,
  onClose,
}: {
  readonly open: boolean;
  readonly threadId: ThreadId;
  /** The first turn that goes. */
  readonly turnId: TurnId;
  readonly onClose: () => void;
}) {
  const { client } = useApp();
  const count = useThread(threadId, ({ turns }) => turns.length - turns.findIndex(({ id }) => id === turnId)) ?? 1;
  const [files, setFiles] = useState(true);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const restore = useRestore(threadId);
  const close = () => {
    setFailure(undefined);
    onClose();
  };
  const rollBack = () => {
    setBusy(true);
    client.threads
      .rollBack({ threadId, turnId, files })
      .then(
        ({ snapshot }) => {
          close();
          restore(snapshot);
        },
        (error: unknown) => setFailure(readFailure(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Confirm
      open={open}
      title={count === 1 ? "Take this turn back?" : `Take ${count} turns back?`}
      action="Take back"
      danger
      busy={busy}
      onConfirm={rollBack}
      onClose={close}
    >
      <p className="mb-3">
        {count === 1 ? "It goes" : "They go"} from the conversation, and the agent forgets {count === 1 ? "it" : "them"}
        . To keep {count === 1 ? "it" : "them"}, fork the thread first.
      </p>
      <Checkbox checked={files} onChange={setFiles}>
        Put the files back to how they were before
      </Checkbox>
      <p className="mt-1 pl-5 text-small text-text-3">
        {files
          ? "What is in the folder now is saved first and can be put back. Commits stay."
          : "The files stay as they are; the agent is told to look again."}
      </p>
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
    </Confirm>
  );
}

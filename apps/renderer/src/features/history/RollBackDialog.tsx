import type { CommitsSince, ThreadId, TurnId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Confirm } from "../../ui/Dialog.tsx";
import { Checkbox } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { useCommitsSince } from "./useCommitsSince.ts";
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
  const commits = useCommitsSince({ open, threadId, turnId });
  const close = () => {
    setFailure(undefined);
    onClose();
  };
  const rollBack = () => {
    setBusy(true);
    client.threads
      .rollBack({ threadId, turnId, files })
      .then(
        (back) => {
          close();
          restore(back);
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
          ? "What is in the folder now is saved first and can be put back."
          : "The files stay as they are; the agent is told to look again."}
      </p>
      {files && commits !== undefined && <Commits since={commits} />}
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
    </Confirm>
  );
}

const commitWords = (count: number) => (count === 1 ? "1 commit" : `${count} commits`);

/** The branch keeps its commits: which ones that are, before the files under them go back. */
function Commits({ since: { added, newest, gone } }: { readonly since: CommitsSince }) {
  if (added + gone === 0) return null;
  return (
    <div
      role="group"
      aria-label="Commits"
      className="mt-2 ml-5 rounded-2 bg-sunken px-2.5 py-1.5 text-small text-text-2"
    >
      {added > 0 && (
        <>
          <p>
            {commitWords(added)} since then {added === 1 ? "stays" : "stay"} in the branch. The files will differ from{" "}
            {added === 1 ? "it" : "them"}, as changes that are not committed.
          </p>
          <ul className="mt-1">
            {newest.map(({ id, subject }) => (
              <li key={id} className="flex gap-2">
                <span className="mono shrink-0 text-text-3">{id}</span>
                <span className="truncate">{visibleText(subject)}</span>
              </li>
            ))}
            {added > newest.length && <li className="text-text-3">and {added - newest.length} more</li>}
          </ul>
        </>
      )}
      {gone > 0 && (
        <p>
          {commitWords(gone)} that {gone === 1 ? "was" : "were"} there then {gone === 1 ? "is" : "are"} no longer in the
          branch, and {gone === 1 ? "does" : "do"} not come back.
        </p>
      )}
    </div>
  );
}

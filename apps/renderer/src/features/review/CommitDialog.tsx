import type { LandingCheck, ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { MessageField } from "./MessageField.tsx";
import { useSubmit } from "./useSubmit.ts";

/** Commits everything in the thread's folder that is not ignored. */
export function CommitDialog({
  open,
  onClose,
  ...rest
}: {
  readonly open: boolean;
  readonly threadId: ThreadId;
  readonly landing: LandingCheck;
  readonly onClose: () => void;
  readonly onCommitted: (commit: string) => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} className="w-[520px] px-5 pb-5">
      <DialogHead title="Commit" onClose={onClose} />
      <Form {...rest} onClose={onClose} />
    </Dialog>
  );
}

function Form({
  threadId,
  landing,
  onClose,
  onCommitted,
}: {
  readonly threadId: ThreadId;
  readonly landing: LandingCheck;
  readonly onClose: () => void;
  readonly onCommitted: (commit: string) => void;
}) {
  const { client } = useApp();
  const [message, setMessage] = useState(landing.suggestedMessage);
  const { busy, failure, submit } = useSubmit(
    () => client.git.commit({ threadId, message }),
    ({ commit }) => onCommitted(commit),
  );
  const ready = message.trim() !== "" && !busy;
  const files = landing.uncommittedFiles;
  return (
    <>
      <MessageField label="Commit message" value={message} onChange={setMessage} onSubmit={() => ready && submit()} />
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
      <div className="mt-4 flex items-center gap-2">
        <span className="flex-1 text-small text-text-3">
          {files === 1 ? "1 file" : `${files.toLocaleString("en")} files`}; the repository's hooks run
        </span>
        <Button variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="primary" disabled={!ready} onClick={submit}>
          {busy ? "Committing" : "Commit"}
        </Button>
      </div>
    </>
  );
}

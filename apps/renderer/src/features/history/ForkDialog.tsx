import type { ThreadId, TurnId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { openThread } from "../layout/store.ts";
import { Choice } from "./Choice.tsx";

type Files = "turn" | "base" | "shared";

interface Props {
  readonly threadId: ThreadId;
  /** The last turn that comes along; all of them without. */
  readonly turnId?: TurnId;
  readonly onClose: () => void;
}

/** Goes on from a turn in a thread of its own. */
export function ForkDialog({ open, ...rest }: Props & { readonly open: boolean }) {
  return (
    <Dialog open={open} onClose={rest.onClose} className="w-[480px] px-5 pb-5">
      <DialogHead title={rest.turnId === undefined ? "Fork this thread" : "Fork from here"} onClose={rest.onClose} />
      <Form {...rest} />
    </Dialog>
  );
}

function Form({ threadId, turnId, onClose }: Props) {
  const { client, layout } = useApp();
  const worktree = useThread(threadId, (thread) => thread.worktree);
  const [files, setFiles] = useState<Files>("turn");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const fork = () => {
    setBusy(true);
    client.threads.fork({ threadId, turnId, files }).then(
      (made) => {
        onClose();
        layout.update((state) => openThread(state, made.threadId));
      },
      (error: unknown) => {
        setBusy(false);
        setFailure(readFailure(error));
      },
    );
  };
  const base = worktree?.base ?? "the start";
  const when = turnId === undefined ? "as they are after the last turn" : "as they were after this turn";
  return (
    <>
      <p className="mb-3 text-text-2">
        The conversation up to here goes on in a thread of its own. This one stays as it is.
      </p>
      <fieldset className="grid gap-1.5">
        <legend className="sr-only">Files of the fork</legend>
        <Choice
          value="turn"
          chosen={files}
          onChoose={setFiles}
          title="With these files"
          note={`A new worktree, its files ${when}`}
        />
        <Choice
          value="base"
          chosen={files}
          onChoose={setFiles}
          title="From the base"
          note={`A new worktree from ${base}, without the changes so far`}
        />
        {worktree === undefined && (
          <Choice
            value="shared"
            chosen={files}
            onChoose={setFiles}
            title="In the same folder"
            note="Both threads work on the same files"
          />
        )}
      </fieldset>
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
      <div className="mt-4 flex justify-end gap-2">
        <Button variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="primary" disabled={busy} onClick={fork}>
          {busy ? "Forking" : "Fork"}
        </Button>
      </div>
    </>
  );
}

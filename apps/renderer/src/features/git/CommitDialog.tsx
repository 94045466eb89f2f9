import type { CommitWhat, GitStatus, ThreadId } from "@flightdeck/contract";
import { type ReactNode, useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Checkbox, Segmented } from "../../ui/Field.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { MessageField } from "../review/MessageField.tsx";
import { useSubmit } from "../review/useSubmit.ts";
import { CommitFailure } from "./CommitFailure.tsx";
import { Proposal } from "./Proposal.tsx";
import { useMessage } from "./useMessage.ts";

interface Props {
  readonly threadId: ThreadId;
  /** Begins with the last commit to be replaced. */
  readonly amending?: boolean;
  readonly onClose: () => void;
  readonly onCommitted: (commit: string) => void;
}

/** Commits what is staged or everything that is not ignored, or replaces the last commit. */
export function CommitDialog({ open, ...rest }: Props & { readonly open: boolean }) {
  return (
    <Dialog open={open} onClose={rest.onClose} className="flex w-[560px] flex-col overflow-y-auto px-5 pb-5">
      <DialogHead title="Commit" onClose={rest.onClose} />
      <Loading {...rest} />
    </Dialog>
  );
}

/** The dialog is there at once; what it is about comes a moment later. */
function Loading(props: Props) {
  const { client } = useApp();
  const { threadId } = props;
  const [status, setStatus] = useState<GitStatus>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const life = new AbortController();
    client.git.status({ threadId }, { signal: life.signal }).then(setStatus, (error: unknown) => {
      if (!life.signal.aborted) setFailure(readFailure(error));
    });
    return () => life.abort();
  }, [client, threadId]);
  if (failure !== undefined) return <FailureNote failure={failure} />;
  return status === undefined ? <div className="h-[216px]" /> : <Form {...props} status={status} />;
}

const files = (count: number): string => (count === 1 ? "1 file" : `${count.toLocaleString("en")} files`);

function Form({ threadId, amending = false, status, onClose, onCommitted }: Props & { readonly status: GitStatus }) {
  const { client } = useApp();
  const { stagedFiles, changedFiles, head, branch, signs, conflicted } = status;
  // A merge is committed whole: the agent that resolved it cannot stage, and git has sides of files in conflict staged.
  const parts = stagedFiles > 0 && !status.merging;
  const [what, setWhat] = useState<CommitWhat>(parts ? "staged" : "all");
  const amendable = head !== undefined && head.amend !== "of_base" && !status.merging;
  const [amends, setAmends] = useState(amending && amendable);
  const message = useMessage(threadId, { what, amend: amends });
  const [withoutHooks, setWithoutHooks] = useState(false);
  const commit = (signal: AbortSignal) =>
    client.git.commit(
      {
        threadId,
        message: message.text,
        what,
        withoutHooks,
        ...(amends && head !== undefined
          ? { amend: { commit: head.commit, evenIfPushed: head.amend === "pushed" } }
          : {}),
      },
      { signal },
    );
  const { busy, failure, submit, stop } = useSubmit(commit, (made) => {
    message.forget();
    onCommitted(made.commit);
  });
  const count = what === "staged" ? stagedFiles : changedFiles;
  const ready = message.text.trim() !== "" && !busy && (count > 0 || amends || status.merging);
  return (
    <>
      <div className="mb-3 flex min-h-7 flex-wrap items-center gap-x-4 gap-y-2 text-small text-text-2">
        {parts ? (
          <Segmented
            label="What to commit"
            value={what}
            choices={[
              { value: "staged", label: `Staged, ${files(stagedFiles)}` },
              { value: "all", label: `Everything, ${files(changedFiles)}` },
            ]}
            onChange={setWhat}
          />
        ) : (
          <span>
            {changedFiles === 0 && !status.merging
              ? "Nothing changed since the last commit"
              : `Everything, ${files(changedFiles)}`}
          </span>
        )}
        {amendable && (
          <Checkbox checked={amends} onChange={setAmends}>
            Amend the last commit
          </Checkbox>
        )}
      </div>
      {amends && head?.amend === "pushed" && (
        <Warning>
          The last commit was pushed. Amended, it takes the place of one that others may have, and the next push has to
          replace it there.
        </Warning>
      )}
      {conflicted.length > 0 && (
        <Warning>
          {files(conflicted.length)} still hold the marks of a conflict:{" "}
          {conflicted.slice(0, 5).map(visibleName).join(", ")}
        </Warning>
      )}
      <MessageField
        label="Commit message"
        value={message.text}
        onChange={message.type}
        onSubmit={() => ready && submit()}
      />
      <Proposal message={message} />
      {failure !== undefined && (
        <CommitFailure
          threadId={threadId}
          failure={failure}
          onWithoutHooks={
            withoutHooks
              ? undefined
              : () => {
                  setWithoutHooks(true);
                }
          }
          onSent={onClose}
        />
      )}
      <div className="mt-4 flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-small text-text-3">
          {branch === undefined ? "On no branch" : <>On {visibleName(branch)}</>}
          {withoutHooks ? "; without the repository's hooks" : "; the repository's hooks run"}
          {signs && "; signed"}
        </span>
        <Button
          variant="plain"
          onClick={() => {
            stop();
            onClose();
          }}
        >
          Cancel
        </Button>
        <Button variant="primary" disabled={!ready} onClick={submit}>
          {busy ? "Committing" : amends ? "Amend" : withoutHooks ? "Commit without hooks" : "Commit"}
        </Button>
      </div>
    </>
  );
}

const Warning = ({ children }: { readonly children: ReactNode }) => (
  <p role="note" className="mb-3 rounded-2 bg-amber-soft px-2.5 py-1.5 text-small text-pretty text-text-1">
    {children}
  </p>
);

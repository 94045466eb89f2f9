import type { GitStatus, Pushed, ThreadId } from "@flightdeck/contract";
import { useCallback, useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { useSubmit } from "../review/useSubmit.ts";
import { WebLink } from "./WebLink.tsx";
import { count } from "./words.ts";

interface Props {
  readonly threadId: ThreadId;
  readonly onClose: () => void;
  readonly onPushed: () => void;
  /** Goes on to a pull request; absent where there can be none from here. */
  readonly onPullRequest?: (() => void) | undefined;
}

/** Brings the branch to its remote; what the remote has beyond it is replaced only when that is said. */
export function PushDialog({ open, ...rest }: Props & { readonly open: boolean }) {
  return (
    <Dialog open={open} onClose={rest.onClose} className="w-[520px] overflow-y-auto px-5 pb-5">
      <DialogHead title="Push" onClose={rest.onClose} />
      <Body {...rest} />
    </Dialog>
  );
}

function Body({ threadId, onClose, onPushed, onPullRequest }: Props) {
  const { client } = useApp();
  const [status, setStatus] = useState<GitStatus>();
  const [unread, setUnread] = useState<Failure>();
  const [pushed, setPushed] = useState<Pushed>();
  const [withoutHooks, setWithoutHooks] = useState(false);
  const look = useCallback(
    (signal?: AbortSignal) =>
      client.git.status({ threadId }, { signal }).then(setStatus, (error: unknown) => {
        if (!signal?.aborted) setUnread(readFailure(error));
      }),
    [client, threadId],
  );
  useEffect(() => {
    const life = new AbortController();
    void look(life.signal);
    return () => life.abort();
  }, [look]);
  const done = (result: Pushed) => {
    setPushed(result);
    onPushed();
  };
  // After a refusal what is known of the remote is what is there now.
  const push = useSubmit(
    (signal) => client.git.push({ threadId, withoutHooks }, { signal }),
    done,
    () => void look(),
  );
  const seen = status?.remote?.commit;
  const replace = useSubmit(
    (signal) => client.git.push({ threadId, withoutHooks, replace: seen ?? "" }, { signal }),
    done,
  );
  const failure = replace.failure ?? push.failure;
  const busy = push.busy || replace.busy;
  if (unread !== undefined) return <FailureNote failure={unread} />;
  if (status === undefined) return <div className="h-24" />;
  if (pushed !== undefined)
    return <Done pushed={pushed} onClose={onClose} {...(onPullRequest === undefined ? {} : { onPullRequest })} />;
  const { remote, branch, changedFiles } = status;
  const ready = branch !== undefined && remote !== undefined && (remote.ahead > 0 || remote.commit === undefined);
  return (
    <>
      <p className="text-text-2">
        {branch === undefined ? (
          "HEAD is on no branch: make one first, then it can be pushed."
        ) : remote === undefined ? (
          "This repository has no remote to push to. Add one with git remote add in a terminal."
        ) : (
          <>
            <span className="mono">{visibleName(branch)}</span> to{" "}
            <span className="mono">{visibleName(remote.name)}</span>
            <span className="text-text-3"> ({visibleName(remote.url)})</span>
          </>
        )}
      </p>
      {remote !== undefined && branch !== undefined && (
        <p className="mt-1 text-small text-text-3">
          {remote.ahead === 0 && remote.commit !== undefined
            ? "The remote has every commit of it"
            : `${count(remote.ahead, "commit")} to push`}
          {remote.behind > 0 && `; the remote has ${count(remote.behind, "commit")} that this branch lacks`}
          {changedFiles > 0 && `; ${count(changedFiles, "file")} not committed stay here`}
        </p>
      )}
      {failure !== undefined && (
        <FailureNote
          failure={failure.detail === undefined ? failure : { ...failure, detail: visibleText(failure.detail) }}
          className="mt-3"
        >
          {failure.code === "push_rejected" && seen !== undefined && (
            <Button variant="danger" size="small" disabled={busy} onClick={replace.submit}>
              Replace what the remote has ({seen.slice(0, 7)})
            </Button>
          )}
          {failure.code === "hook_failed" && !withoutHooks && (
            <Button size="small" onClick={() => setWithoutHooks(true)}>
              Go on without hooks
            </Button>
          )}
        </FailureNote>
      )}
      <div className="mt-4 flex items-center justify-end gap-2">
        {onPullRequest !== undefined && !ready && remote?.commit !== undefined && (
          <Button onClick={onPullRequest}>Open a pull request…</Button>
        )}
        <Button
          variant="plain"
          onClick={() => {
            push.stop();
            replace.stop();
            onClose();
          }}
        >
          Cancel
        </Button>
        <Button variant="primary" disabled={!ready || busy} onClick={push.submit}>
          {busy ? "Pushing" : withoutHooks ? "Push without hooks" : "Push"}
        </Button>
      </div>
    </>
  );
}

function Done({
  pushed,
  onClose,
  onPullRequest,
}: {
  readonly pushed: Pushed;
  readonly onClose: () => void;
  readonly onPullRequest?: () => void;
}) {
  return (
    <>
      <p role="status" className="text-text-2">
        <span className="mono">{visibleName(pushed.branch)}</span> is at {visibleName(pushed.remote)} as{" "}
        <span className="mono">{pushed.commit.slice(0, 7)}</span>.
      </p>
      {pushed.links.length > 0 && (
        <ul aria-label="What the remote said" className="mt-2 grid gap-1 text-small">
          {pushed.links.map((link) => (
            <li key={link} className="truncate">
              <WebLink href={link} className="text-accent">
                {visibleName(link)}
              </WebLink>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-4 flex items-center justify-end gap-2">
        <Button variant={onPullRequest === undefined ? "primary" : "plain"} onClick={onClose}>
          Close
        </Button>
        {onPullRequest !== undefined && (
          <Button variant="primary" onClick={onPullRequest}>
            Open a pull request…
          </Button>
        )}
      </div>
    </>
  );
}

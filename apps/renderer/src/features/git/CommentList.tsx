import { MessageId, type PullRequest, type PullRequestComment } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Checkbox, TextField } from "../../ui/Field.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useReview } from "../review/parts.ts";
import { CommentCard } from "./CommentCard.tsx";

/** What others said to the pull request; chosen ones go to the agent as one message. */
export function CommentList({ pullRequest }: { readonly pullRequest: PullRequest }) {
  const { client, newId } = useApp();
  const { threadId, show } = useReview();
  const { comments } = pullRequest;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set());
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  if (comments.length === 0) return null;
  const there = comments.filter((comment) => chosen.has(comment.id));
  const open = comments.filter(({ resolved }) => !resolved);
  const choose = (comment: PullRequestComment, on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      if (on) next.add(comment.id);
      else next.delete(comment.id);
      return next;
    });
  const send = () => {
    if (busy || there.length === 0) return;
    setBusy(true);
    setFailure(undefined);
    const ids = there.map((comment) => comment.id);
    client.pullRequests
      .sendComments({ threadId, messageId: MessageId.parse(newId()), comments: ids, note })
      .then(() => {
        setChosen(new Set());
        setNote("");
      })
      .catch((error: unknown) => setFailure(readFailure(error)))
      .finally(() => setBusy(false));
  };
  const go = ({ place }: PullRequestComment) => {
    if (place !== undefined)
      show(place.path, place.to === undefined ? undefined : { side: place.side, line: place.to });
  };
  return (
    <>
      <ul aria-label="Comments" className="grid">
        {comments.map((comment) => (
          <li key={comment.id} className="grid grid-cols-[14px_minmax(0,1fr)] items-start gap-2">
            <span className="mt-3">
              <Checkbox checked={chosen.has(comment.id)} onChange={(on) => choose(comment, on)}>
                <span className="sr-only">Send what {visibleName(comment.author)} said</span>
              </Checkbox>
            </span>
            <CommentCard comment={comment} onGo={comment.place === undefined ? undefined : () => go(comment)} />
          </li>
        ))}
      </ul>
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
      <div className="sticky bottom-0 flex items-center gap-2 bg-pane py-2">
        <TextField
          label="A word to the agent"
          placeholder="A word to the agent"
          className="min-w-0 flex-1"
          maxLength={10_000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && send()}
        />
        {chosen.size === 0 && open.length > 0 && (
          <Button size="small" onClick={() => setChosen(new Set(open.map((comment) => comment.id)))}>
            Choose all open
          </Button>
        )}
        <Button size="small" variant="primary" disabled={busy || there.length === 0} onClick={send}>
          {there.length === 0 ? "Send to the agent" : `Send ${there.length} to the agent`}
        </Button>
      </div>
    </>
  );
}

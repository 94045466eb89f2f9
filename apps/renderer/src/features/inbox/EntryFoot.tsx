import type { InboxRow } from "@flightdeck/contract";
import { FileDiff, MessageSquare } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useRow, useSelect, useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Landing } from "./Landing.tsx";
import { type EntryActs, whereToFix } from "./useEntryActs.ts";

/** What can be done about an entry: mend it, review and land it, say a word, put it away. */
export function EntryFoot({
  row,
  acts,
  onArchive,
}: {
  readonly row: InboxRow;
  readonly acts: EntryActs;
  readonly onArchive: () => void;
}) {
  const { projects } = useApp();
  const thread = useRow(row.threadId ?? ("" as never));
  const isProject = useSelect(projects, (state) => state.projects.some(({ id }) => id === row.projectId));
  const [commenting, setCommenting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const where = whereToFix(thread, isProject);
  const changed = thread !== undefined && (thread.additions + thread.deletions > 0 || row.kind === "changes");
  const fix = () => {
    setBusy(true);
    setFailure(undefined);
    acts
      .fix(row)
      .catch((error: unknown) => setFailure(readFailure(error)))
      .finally(() => setBusy(false));
  };
  return (
    <footer className="shrink-0 border-t border-line bg-raised px-3 py-2">
      {failure !== undefined && <FailureNote failure={failure} className="mb-2" />}
      {commenting && (
        <CommentField
          onCancel={() => setCommenting(false)}
          onSend={async (text) => {
            await acts.comment(row, text);
            setCommenting(false);
          }}
        />
      )}
      <div className="flex flex-wrap items-center gap-1.5">
        {row.kind === "finding" && where !== "nowhere" && (
          <Button variant="primary" hint="C" disabled={busy} onClick={fix}>
            {where === "thread" ? "Fix in its thread" : "Fix in a thread"}
          </Button>
        )}
        {changed && (
          <Button
            icon={FileDiff}
            hint="R"
            variant={row.kind === "changes" ? "primary" : "outlined"}
            onClick={() => acts.review(row)}
          >
            Review
          </Button>
        )}
        {changed && thread.worktree === "ready" && (
          <Landing threadId={thread.id} revision={thread.updatedAt} onLanded={onArchive} />
        )}
        {thread !== undefined && row.kind !== "finding" && row.kind !== "changes" && (
          <Button variant={changed ? "outlined" : "primary"} hint="C" onClick={() => acts.carryOn(row)}>
            Continue
          </Button>
        )}
        {thread !== undefined && !commenting && (
          <Button icon={MessageSquare} onClick={() => setCommenting(true)}>
            Comment
          </Button>
        )}
        <span className="flex-1" />
        <Button variant="plain" hint="E" onClick={onArchive}>
          {row.archived ? "Back to the inbox" : "Archive"}
        </Button>
      </div>
    </footer>
  );
}

/** A word to the agent of the run. It is sent into the run's thread and starts a turn there. */
function CommentField({
  onSend,
  onCancel,
}: {
  readonly onSend: (text: string) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const send = () => {
    if (text.trim() === "" || busy) return;
    setBusy(true);
    setFailure(undefined);
    onSend(text.trim()).catch((error: unknown) => {
      setFailure(readFailure(error));
      setBusy(false);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      onCancel();
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className="mb-2">
      <textarea
        aria-label="Comment"
        placeholder="A word to the agent of this run"
        rows={3}
        // biome-ignore lint/a11y/noAutofocus: it opens where the person pressed, to be written in
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block w-full resize-none rounded-2 bg-pane px-2 py-1.5 inset-ring inset-ring-line-strong outline-none placeholder:text-text-3 focus:inset-ring-accent"
      />
      {failure !== undefined && <FailureNote failure={failure} className="mt-1.5" />}
      <div className="mt-1.5 flex gap-1.5">
        <Button size="small" disabled={text.trim() === "" || busy} hint="↵" onClick={send}>
          Send
        </Button>
        <Button size="small" variant="plain" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

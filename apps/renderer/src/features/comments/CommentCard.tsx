import type { CommentId, ReviewComment } from "@flightdeck/contract";
import { MessageSquare } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { clock } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleText } from "../../ui/visibleText.ts";
import { MarkdownText } from "../conversation/markdown/MarkdownText.tsx";
import { AnnotationCard, AnnotationReply, AnnotationText } from "../review/AnnotationCard.tsx";
import { useComments } from "./context.ts";
import { Quote } from "./Quote.tsx";
import { fateOf, firstLine, linesWords } from "./words.ts";
import { WriteComment } from "./WriteComment.tsx";

/** One comment below its lines. */
export function CommentCard({ id }: { readonly id: CommentId }) {
  const { store } = useComments();
  const comment = useSelect(store, (state) => state.comments.find((one) => one.id === id));
  if (comment === undefined) return null;
  return (
    <div data-comment={id} tabIndex={-1} className="rounded-2 focus-visible:-outline-offset-2">
      {comment.state === "writing" ? <WriteComment comment={comment} /> : <Said comment={comment} />}
    </div>
  );
}

const mark = <Icon of={MessageSquare} size={14} />;

function Said({ comment }: { readonly comment: ReviewComment }) {
  const { id, state, text, quote, answer, resolvedAt, sentAt, madeAt } = comment;
  const { places } = useComments();
  const place = useSelect(places, (all) => all.get(id));
  const [open, setOpen] = useState(false);
  const resolved = resolvedAt !== undefined;
  const outdated = place?.kind === "gone" || place?.outdated === true;
  const lines = place?.kind === "lines" && !place.outdated ? place : comment;
  const name = `Comment on ${linesWords(lines)}`;
  const about = `${linesWords(lines)} · ${clock(sentAt ?? madeAt)}`;
  if (resolved && !open)
    return (
      <AnnotationCard
        name={name}
        mark={mark}
        quiet
        who="Resolved"
        about={
          <button
            type="button"
            className="max-w-[420px] truncate rounded-1 hover:underline"
            onClick={() => setOpen(true)}
          >
            {visibleText(firstLine(text))}
          </button>
        }
        actions={<Actions comment={comment} />}
      />
    );
  return (
    <AnnotationCard
      name={name}
      mark={mark}
      quiet={resolved}
      who="You"
      about={about}
      tags={
        <>
          <Fate comment={comment} />
          {outdated && comment.addressed === undefined && <Tag tone="line">outdated</Tag>}
        </>
      }
      actions={<Actions comment={comment} />}
    >
      {outdated && <Quote quote={quote} />}
      <AnnotationText>{visibleText(text)}</AnnotationText>
      {answer !== undefined && (
        <AnnotationReply who="Agent" about={clock(answer.at)}>
          <MarkdownText text={answer.text} className="max-w-[640px]" />
        </AnnotationReply>
      )}
      {state === "added" && <Unsent comment={comment} />}
    </AnnotationCard>
  );
}

function Fate({ comment }: { readonly comment: ReviewComment }) {
  const fate = fateOf(comment);
  if (comment.state === "added") return <Tag tone="accent">not sent</Tag>;
  if (fate === undefined) return null;
  return <Tag tone={comment.addressed === undefined ? "plain" : "green"}>{fate}</Tag>;
}

function Actions({ comment: { id, state, resolvedAt } }: { readonly comment: ReviewComment }) {
  const { store } = useComments();
  const failed = useFailed();
  if (state !== "sent") return null;
  const resolved = resolvedAt !== undefined;
  return (
    <Button
      variant="plain"
      size="small"
      hint={resolved ? undefined : "R"}
      onClick={() => void store.resolve(id, !resolved).catch(failed)}
    >
      {resolved ? "Reopen" : "Resolve"}
    </Button>
  );
}

/** What can be done with a comment that waits for the others. */
function Unsent({ comment }: { readonly comment: ReviewComment }) {
  const { store, threadId } = useComments();
  const { toasts } = useApp();
  const failed = useFailed();
  const running = useThread(threadId, ({ turns }) => turns.at(-1)?.outcome === "running") ?? false;
  const { id } = comment;
  const remove = () => {
    store.remove(id);
    toasts.add({
      tone: "plain",
      title: "The comment was deleted",
      detail: firstLine(comment.text),
      action: { label: "Undo", run: () => store.restore(comment) },
    });
  };
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1.5">
      <Button size="small" onClick={() => store.edit(id)}>
        Edit
      </Button>
      <Button size="small" onClick={() => void store.send([id], "", running).catch(failed)}>
        {running ? "Steer with it now" : "Send it alone"}
      </Button>
      <Button variant="plain" size="small" onClick={remove}>
        Delete
      </Button>
    </div>
  );
}

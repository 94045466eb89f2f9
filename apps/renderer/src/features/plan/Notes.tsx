import type { PlanComment } from "@flightdeck/contract";
import { Check, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import type { Writing, WrittenComment } from "./comments.ts";

/** What the person does with comments. */
export interface NoteActs {
  readonly onWrite: (written: WrittenComment) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly onSettle: (id: string, state: PlanComment["state"]) => void;
  readonly onDelete: (id: string) => void;
}

/** Comments of one place of the plan, and the one that is being written there. */
export function Notes({
  place,
  comments,
  quoted = false,
  writing,
  acts,
}: {
  /** What they are about: "step 2", "the plan". */
  readonly place: string;
  readonly comments: readonly PlanComment[];
  /** With the words that each was about, which are no longer beside it. */
  readonly quoted?: boolean;
  /** The comment that is being written here. */
  readonly writing: Writing | undefined;
  readonly acts: NoteActs;
}) {
  if (comments.length === 0 && writing === undefined) return null;
  const fresh = writing !== undefined && writing.comment.id === undefined;
  return (
    <div className="flex flex-col gap-1 pt-1 pb-0.5">
      {comments.length > 0 && (
        <ul aria-label={`Comments on ${place}`} className="flex flex-col gap-1">
          {comments.map((comment) => (
            <li key={comment.id}>
              {writing?.comment.id === comment.id ? (
                <NoteField label={`Change the comment on ${place}`} writing={writing} acts={acts} />
              ) : (
                <Note comment={comment} quoted={quoted} acts={acts} />
              )}
            </li>
          ))}
        </ul>
      )}
      {fresh && <NoteField label={`Comment on ${place}`} writing={writing} acts={acts} />}
    </div>
  );
}

function Note({
  comment,
  quoted,
  acts,
}: {
  readonly comment: PlanComment;
  readonly quoted: boolean;
  readonly acts: NoteActs;
}) {
  const { id, text, state, sent, stepId, about } = comment;
  const open = state === "open";
  const short = visibleText(text).slice(0, 60);
  return (
    <div
      className={
        open
          ? "group flex items-start gap-2 border-l-2 border-accent-line pl-2.5 text-small text-text-2"
          : "group flex items-start gap-2 border-l-2 border-line-strong pl-2.5 text-small text-text-3"
      }
    >
      <p className="min-w-0 flex-1 py-1 break-words whitespace-pre-wrap">
        {quoted && about !== undefined && (
          <span className="block text-text-3">On “{visibleText(about)}”, no step any more:</span>
        )}
        <span className="mr-1.5 font-medium text-text-1">You</span>
        {visibleText(text)}
        {open && sent === true && (
          <Tag className="ml-1.5" tone="line">
            told to the agent
          </Tag>
        )}
        {!open && <span className="ml-1.5">settled</span>}
      </p>
      <span className="flex shrink-0">
        {open ? (
          <>
            <IconButton
              label={`Settle the comment: ${short}`}
              icon={Check}
              size="small"
              onClick={() => acts.onSettle(id, "resolved")}
            />
            <IconButton
              label={`Change the comment: ${short}`}
              icon={Pencil}
              size="small"
              onClick={() => acts.onWrite({ id, text, ...(stepId === undefined ? {} : { stepId }) })}
            />
          </>
        ) : (
          <IconButton
            label={`Open the comment again: ${short}`}
            icon={RotateCcw}
            size="small"
            onClick={() => acts.onSettle(id, "open")}
          />
        )}
        <IconButton
          label={`Delete the comment: ${short}`}
          icon={Trash2}
          size="small"
          onClick={() => acts.onDelete(id)}
        />
      </span>
    </div>
  );
}

/** Where a comment is written: Enter keeps it, Escape leaves it. */
function NoteField({
  label,
  writing: { comment, found },
  acts,
}: {
  readonly label: string;
  readonly writing: Writing;
  readonly acts: NoteActs;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const takesFocus = useRef(!found);
  // It moves with its step, and the focus with it.
  useLayoutEffect(() => {
    if (takesFocus.current) field.current?.focus();
  }, []);
  return (
    <div className="flex flex-wrap items-end gap-1.5 border-l-2 border-accent-line py-0.5 pl-2.5">
      <textarea
        ref={field}
        aria-label={label}
        placeholder="What should be different?"
        rows={1}
        maxLength={4000}
        value={comment.text}
        onChange={(event) => acts.onWrite({ ...comment, text: event.target.value })}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            acts.onCancel();
          }
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          acts.onSave();
        }}
        className="field-sizing-content max-h-40 min-h-7 min-w-40 flex-1 resize-none rounded-2 bg-raised px-2 py-1 text-small text-text-1 inset-ring inset-ring-line-strong outline-none placeholder:text-text-3 focus:inset-ring-accent focus:outline focus:outline-accent"
      />
      <span className="flex gap-1">
        <Button size="small" disabled={comment.text.trim() === ""} onClick={acts.onSave}>
          Comment
        </Button>
        <Button size="small" variant="plain" onClick={acts.onCancel}>
          Cancel
        </Button>
      </span>
    </div>
  );
}

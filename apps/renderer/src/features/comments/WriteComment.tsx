import { COMMENT_LIMIT, type ReviewComment } from "@flightdeck/contract";
import { MessageSquare } from "lucide-react";
import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { AnnotationCard } from "../review/AnnotationCard.tsx";
import { useComments } from "./context.ts";
import { firstLine, linesWords } from "./words.ts";

/**
 * The box of a comment. Each keystroke is kept; the cursor is put back where it was when the diff below it is drawn anew
 * while the agent writes.
 */
export function WriteComment({ comment }: { readonly comment: ReviewComment }) {
  const { store, threadId } = useComments();
  const { toasts } = useApp();
  const failed = useFailed();
  const running = useThread(threadId, ({ turns }) => turns.at(-1)?.outcome === "running") ?? false;
  const failure = useSelect(store, (state) => state.failure);
  const box = useRef<HTMLTextAreaElement>(null);
  const { id, text } = comment;

  useLayoutEffect(() => {
    const caret = store.caret();
    const field = box.current;
    if (field === null || caret?.id !== id) return;
    field.focus({ preventScroll: true });
    field.setSelectionRange(caret.start, caret.end);
  }, [store, id]);

  const remember = ({ currentTarget }: { readonly currentTarget: HTMLTextAreaElement }) =>
    store.setCaret({ id, start: currentTarget.selectionStart, end: currentTarget.selectionEnd });
  const onBlur = ({ currentTarget }: { readonly currentTarget: HTMLTextAreaElement }) => {
    // A box that is taken off the page loses the focus, too: it gets it back where it is put.
    setTimeout(() => {
      if (currentTarget.isConnected && document.activeElement !== currentTarget && store.caret()?.id === id)
        store.setCaret(undefined);
    });
  };
  const back = () => box.current?.closest<HTMLElement>(".review-diff")?.focus();
  const discard = () => {
    store.remove(id);
    if (text.trim() !== "")
      toasts.add({
        tone: "plain",
        title: "The comment was deleted",
        detail: firstLine(text),
        action: { label: "Undo", run: () => store.restore(comment) },
      });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      store.add(id);
      back();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      if (text.trim() === "") discard();
      store.setCaret(undefined);
      box.current?.blur();
      back();
    }
  };
  const sendNow = () => {
    store.add(id);
    store.send([id], "", running).catch(failed);
  };

  return (
    <AnnotationCard
      name={`New comment on ${linesWords(comment)}`}
      mark={<Icon of={MessageSquare} size={14} />}
      who="You"
      about={linesWords(comment)}
    >
      <textarea
        ref={box}
        aria-label={`Comment on ${linesWords(comment)}`}
        placeholder="What should be different here?"
        rows={2}
        maxLength={COMMENT_LIMIT}
        value={text}
        onChange={(event) => {
          store.type(id, event.target.value);
          remember(event);
        }}
        onSelect={remember}
        onFocus={remember}
        onBlur={onBlur}
        onKeyDown={onKeyDown}
        className="mt-1 field-sizing-content max-h-64 w-full resize-none rounded-2 bg-raised px-2 py-1.5 text-base text-text-1 inset-ring inset-ring-line-strong placeholder:text-text-3"
      />
      <div className="mt-1.5 flex flex-wrap items-center gap-1.5">
        <Button size="small" hint="Ctrl Enter" disabled={text.trim() === ""} onClick={() => store.add(id)}>
          Add comment
        </Button>
        <Button variant="plain" size="small" disabled={text.trim() === ""} onClick={sendNow}>
          {running ? "Steer with it now" : "Send it alone"}
        </Button>
        <Button variant="plain" size="small" onClick={discard}>
          Discard
        </Button>
        {failure !== undefined && (
          <span role="status" className="ml-auto text-micro text-text-3">
            Kept on this machine: {failure.message}
          </span>
        )}
      </div>
    </AnnotationCard>
  );
}

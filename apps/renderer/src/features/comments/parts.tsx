import type { ReviewComment } from "@flightdeck/contract";
import { Check, MessageSquare, MessageSquarePlus, Send } from "lucide-react";
import { useId, useState } from "react";
import { useSelect, useThread } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { useAct } from "../acts/index.ts";
import { useKept } from "../drafts/index.ts";
import { type HunkRef, type LineSelection, useReview } from "../review/parts.ts";
import { Section } from "../review/Section.tsx";
import { useComments } from "./context.ts";
import { changedLines } from "./quote.ts";
import { countWords, fateOf, firstLine, linesWords, many } from "./words.ts";

export function HunkActions({ hunk }: { readonly hunk: HunkRef }) {
  const { comment } = useComments();
  return (
    <Tip label="Comment on the hunk" hint="C">
      <Button variant="plain" size="small" icon={MessageSquarePlus} onClick={() => comment(changedLines(hunk))}>
        Comment
      </Button>
    </Tip>
  );
}

export function SelectionActions({ selection }: { readonly selection: LineSelection }) {
  const { comment } = useComments();
  return (
    <Button variant="plain" size="small" icon={MessageSquarePlus} hint="C" onClick={() => comment(selection)}>
      Comment
    </Button>
  );
}

export const useOnPlus = () => useComments().comment;

/** What waits to be sent, with a word to all of it. It is there only while something does. */
export function Banner() {
  const { store } = useComments();
  const { store: review } = useReview();
  const nothing = useSelect(review, ({ diff }) => diff?.files.length === 0);
  const count = useSelect(store, (state) => state.comments.filter(({ state: how }) => how === "added").length);
  return (
    <>
      {count > 0 && <SendBar count={count} />}
      {/* Without files there is no list of them that comments could stand below. */}
      {nothing && <CommentsSection />}
    </>
  );
}

function SendBar({ count }: { readonly count: number }) {
  const { store, threadId } = useComments();
  const failed = useFailed();
  const running = useThread(threadId, ({ turns }) => turns.at(-1)?.outcome === "running") ?? false;
  const [note, setNote] = useState("");
  const [sending, setSending] = useState(false);
  const kept = useKept(`review-note:${threadId}`, setNote);
  const name = useId();
  const send = async () => {
    const ids = store.getState().comments.flatMap(({ id, state }) => (state === "added" ? [id] : []));
    if (sending || ids.length === 0) return;
    setSending(true);
    try {
      await store.send(ids, note.trim(), false);
      setNote("");
      kept.forget();
    } catch (error) {
      failed(error);
    } finally {
      setSending(false);
    }
  };
  useAct("send-comments", () => void send());
  return (
    <form
      aria-label="Send comments"
      className="flex shrink-0 items-center gap-2 border-t border-line bg-raised px-3 py-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label htmlFor={name} className="sr-only">
        A word to all comments
      </label>
      <input
        id={name}
        value={note}
        placeholder="A word to all of them"
        maxLength={2000}
        onChange={(event) => {
          setNote(event.target.value);
          kept.keep(event.target.value);
        }}
        className="h-7 min-w-0 flex-1 rounded-2 bg-pane px-2 text-base inset-ring inset-ring-line-strong placeholder:text-text-3"
      />
      <Button type="submit" icon={Send} disabled={sending}>
        {`Send ${many(count)}`}
      </Button>
      {running && <span className="text-micro text-text-3 @max-[520px]:hidden">after this turn</span>}
    </form>
  );
}

/** All comments of the thread, those that are settled behind the others. */
export function CommentsSection() {
  const { store, ordered, places } = useComments();
  const comments = useSelect(store, (state) => state.comments);
  useSelect(places, (state) => state); // their order follows their places
  const [all, setAll] = useState(false);
  if (comments.length === 0) return null;
  const list = ordered();
  const open = list.filter(({ resolvedAt }) => resolvedAt === undefined);
  const resolved = list.filter(({ resolvedAt }) => resolvedAt !== undefined);
  return (
    <Section title="Comments" count={countWords(comments)}>
      <ul className="max-h-[30vh] overflow-auto">
        {open.map((comment) => (
          <Row key={comment.id} comment={comment} />
        ))}
        {all && resolved.map((comment) => <Row key={comment.id} comment={comment} />)}
      </ul>
      {resolved.length > 0 && (
        <button
          type="button"
          aria-expanded={all}
          onClick={() => setAll(!all)}
          className="h-6 rounded-1 text-micro text-text-3 hover:text-text-1"
        >
          {all ? "Hide resolved" : `Show ${resolved.length} resolved`}
        </button>
      )}
    </Section>
  );
}

function Row({ comment }: { readonly comment: ReviewComment }) {
  const { show, places } = useComments();
  const place = useSelect(places, (all) => all.get(comment.id));
  const { state, resolvedAt, text } = comment;
  const gone = place?.kind === "gone";
  const words =
    resolvedAt !== undefined
      ? "resolved"
      : state === "writing"
        ? "being written"
        : state === "added"
          ? "not sent"
          : (fateOf(comment) ?? (gone ? "file gone" : place?.outdated ? "outdated" : "sent"));
  const name = visibleName(comment.path.slice(comment.path.lastIndexOf("/") + 1));
  return (
    <li>
      <button
        type="button"
        onClick={() => show(comment)}
        title={`${visibleName(comment.path)}, ${linesWords(comment)}`}
        className="flex h-[26px] w-full items-center gap-2 rounded-1 px-0.5 text-left text-small hover:bg-hover"
      >
        <Icon of={resolvedAt === undefined ? MessageSquare : Check} size={14} />
        <span className={`min-w-0 flex-1 truncate ${resolvedAt === undefined ? "text-text-1" : "text-text-3"}`}>
          {visibleName(firstLine(text)) || name}
        </span>
        <span className="shrink-0 text-micro text-text-3">{words}</span>
      </button>
    </li>
  );
}

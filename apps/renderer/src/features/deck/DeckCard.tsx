import { callsSince, type ThreadDigest, type ThreadId, type ThreadRow } from "@flightdeck/contract";
import { memo, type RefObject, useRef } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { glyphOf, StatusGlyph, statusWords } from "../../ui/StatusGlyph.tsx";
import { age, useNow } from "../../ui/time.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { CardFooter } from "./CardFooter.tsx";
import { Fields } from "./Fields.tsx";
import { Tail } from "./Tail.tsx";
import { whatOf } from "./words.ts";

/** The strip of one thread: fixed fields in fixed places. It is drawn again when its own thread changed, and only then. */
export const DeckCard = memo(function DeckCard({
  threadId,
  front,
  keys,
  onFront,
}: {
  readonly threadId: ThreadId;
  /** Where Tab enters the wall. */
  readonly front: boolean;
  /** Y, A and N are this card's. */
  readonly keys: boolean;
  readonly onFront: (threadId: ThreadId) => void;
}) {
  const row = useRow(threadId);
  const card = useRef<HTMLElement>(null);
  const digest = useDigest(threadId);
  if (row === undefined) return null;
  const glyph = glyphOf(row.status, row.unread);
  return (
    <article
      ref={card}
      data-card={threadId}
      data-status={row.status}
      data-unread={row.unread || undefined}
      tabIndex={front ? 0 : -1}
      aria-label={`${visibleName(row.title)}, ${statusWords[glyph]}`}
      onFocus={() => onFront(threadId)}
      className="grid min-w-0 grid-rows-[50px_48px_45px_29px_40px] overflow-hidden rounded-3 border border-line bg-raised focus-visible:border-transparent focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-focus"
    >
      <Head row={row} />
      <p className="line-clamp-2 h-10 overflow-hidden pr-3 pl-[34px] leading-5 break-words text-text-2">
        <InlineCode text={visibleText(whatOf(row, digest))} />
      </p>
      <Tail row={row} digest={digest} />
      <Fields row={row} digest={digest} />
      <CardFooter row={row} digest={digest} card={card as RefObject<HTMLElement | null>} keys={keys} />
    </article>
  );
});

/** What every branch that the app makes begins with. */
const OWN = /^flightdeck\//;

/** What a thread does, once the host told of it. */
const useDigest = (threadId: ThreadId): ThreadDigest | undefined => {
  const { deck } = useApp();
  return useSelect(deck, (digests) => digests.get(threadId));
};

function Head({ row }: { readonly row: ThreadRow }) {
  const { projects } = useApp();
  const project = useSelect(projects, (state) => state.projects.find(({ id }) => id === row.projectId)?.name);
  const now = useNow();
  const glyph = glyphOf(row.status, row.unread);
  return (
    <header className="grid grid-cols-[14px_minmax(0,1fr)_auto] content-start gap-x-2 px-3 pt-2">
      <StatusGlyph status={glyph} notch={row.updatedAt} className="mt-[3px]" />
      <span className="truncate font-strong" title={visibleName(row.title)}>
        {visibleName(row.title)}
      </span>
      <span className="text-micro leading-5 text-text-3 tabular-nums">
        {row.status === "running" ? "now" : age(callsSince(row), now)}
      </span>
      <span className="col-[2/-1] truncate text-micro text-text-3">
        {visibleName(project ?? "")}
        {row.branch !== undefined && (
          <>
            {" · "}
            <code className="text-[10.5px]!" title={visibleName(row.branch)}>
              {visibleName(row.branch.replace(OWN, ""))}
            </code>
          </>
        )}
      </span>
    </header>
  );
}

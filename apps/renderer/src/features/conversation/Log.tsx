import { ArrowDown } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import type { Row } from "./rows.ts";
import { RowView } from "./RowView.tsx";
import { shiftOf } from "./stick.ts";
import type { Aim } from "./useJump.ts";
import { flowing } from "./usePaced.ts";
import { useScroll } from "./useScroll.ts";

/** Earlier items are fetched when less than this is left above. */
const AHEAD = 1600;

/** What is gone to stands at least so far from the edges. */
const MARGIN = 64;

/** What others may ask of a conversation's rows. */
export interface LogHandle {
  readonly box: () => HTMLElement | undefined;
  /** The row with a key, while it is drawn. */
  readonly rowElement: (key: string) => Element | undefined;
  /** The first row in view. */
  readonly keyInView: () => string | undefined;
  /** Puts a row in the middle, and lets go of the end. */
  readonly goTo: (key: string) => void;
  /** Puts a range of a row that is drawn into view. */
  readonly center: (range: Range) => void;
}

/**
 * The rows of a conversation: drawn as they come into view, opened at the end, which it follows until the person scrolls up.
 * `onEarlier` is asked for the page before the first row; rows it brings do not move what is being read.
 */
export function Log({
  rows,
  aim,
  hasEarlier,
  onEarlier,
  following,
  onFollowing,
  notice,
  ref,
}: {
  readonly rows: readonly Row[];
  /** The row to bring into view, and to show apart until the person goes on. */
  readonly aim?: Aim;
  readonly hasEarlier: boolean;
  readonly onEarlier: () => void;
  readonly following: boolean;
  readonly onFollowing: (following: boolean) => void;
  readonly notice?: ReactNode;
  readonly ref?: Ref<LogHandle>;
}) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const { shown, shifted } = useAnchoredRows(rows);
  const { settings } = useApp();
  const scroll = useScroll({ box, content, rows: shown, onFollowing, glides: () => flowing(settings) });

  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    scroll.current?.scrolled();
    if (hasEarlier && element.scrollTop < AHEAD) onEarlier();
  };

  // Before the first rows are chosen: those of the beginning would be drawn for nothing, and the page before them asked for.
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, []);

  // A page may be shorter than the room above: ask on until there is something to scroll, or nothing left.
  useEffect(() => {
    const element = box.current;
    if (hasEarlier && element !== null && element.scrollTop < AHEAD) onEarlier();
  }, [hasEarlier, onEarlier, shown]);

  // The rows are there when the aim comes; should they come one end after the other, it waits for the second.
  const aimed = useRef<Aim["jump"]>(undefined);
  const ready = shown === rows;
  useEffect(() => {
    if (aim === undefined || aim.jump === aimed.current || !ready) return;
    const index = rows.findIndex(({ key }) => key === aim.key);
    if (index < 0) return;
    aimed.current = aim.jump;
    scroll.current?.hold();
    list.current?.scrollToIndex(index, { align: "center" });
  }, [aim, ready, rows, scroll]);

  const toEnd = () => {
    list.current?.scrollToIndex(shown.length - 1, { align: "end" });
    scroll.current?.toEnd();
  };

  // The browser's own way to the ends is a long glide, which rows that are measured on the way would break off.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "End") toEnd();
    else if (event.key === "Home") scroll.current?.toStart();
    else return;
    event.preventDefault();
  };

  useImperativeHandle(ref, () => {
    const rowElement = (key: string) => box.current?.querySelector(`[data-row="${CSS.escape(key)}"]`) ?? undefined;
    return {
      box: () => box.current ?? undefined,
      rowElement,
      keyInView() {
        const edge = box.current?.getBoundingClientRect().top ?? 0;
        return shown.find(({ key }) => (rowElement(key)?.getBoundingClientRect().bottom ?? 0) > edge)?.key;
      },
      goTo(key) {
        scroll.current?.hold();
        list.current?.scrollToIndex(
          shown.findIndex((row) => row.key === key),
          { align: "center" },
        );
      },
      center(range) {
        const place = range.getBoundingClientRect();
        const view = box.current?.getBoundingClientRect();
        if (box.current === null || view === undefined) return;
        if (place.top > view.top + MARGIN && place.bottom < view.bottom - MARGIN) return;
        box.current.scrollTop += (place.top + place.bottom - view.top - view.bottom) / 2;
      },
    };
  }, [scroll, shown]);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={box}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        className="@container min-h-0 flex-1 overflow-x-hidden overflow-y-auto [overflow-anchor:none] focus-visible:inset-shadow-[2px_0_0_var(--focus)] focus-visible:outline-none"
      >
        <div ref={content} className="pt-3 pb-2">
          <Virtualizer
            ref={list}
            scrollRef={box}
            startMargin={12}
            data={shown}
            shift={shifted}
            // A small row: where many such rows follow larger ones, a guess from those would draw too few.
            itemSize={32}
            bufferSize={400}
            onResize={() => scroll.current?.settle()}
          >
            {(row) => <RowView key={row.key} row={row} aimed={row.key === aim?.key} />}
          </Virtualizer>
        </div>
      </div>
      {notice}
      {!following && (
        <Button
          size="small"
          icon={ArrowDown}
          onClick={toEnd}
          className="absolute! bottom-2 left-1/2 -translate-x-1/2 bg-overlay! shadow-menu"
        >
          To the end
        </Button>
      )}
    </div>
  );
}

interface Anchored {
  readonly rows: readonly Row[];
  readonly shown: readonly Row[];
  readonly shifted: boolean;
}

/**
 * Rows for a list that keeps its place by position. A page that came before the first row and rows that came after the last
 * are shown one after the other, because the list can be told of one end at a time.
 */
function useAnchoredRows(rows: readonly Row[]): Anchored {
  const [held, setHeld] = useState<Anchored>({ rows, shown: rows, shifted: false });
  const now = held.rows === rows ? held : anchor(held.shown, rows);
  if (now !== held) setHeld(now);
  const waiting = now.shown !== now.rows;
  useEffect(() => {
    if (!waiting) return;
    const frame = requestAnimationFrame(() => setHeld(({ rows }) => ({ rows, shown: rows, shifted: false })));
    return () => cancelAnimationFrame(frame);
  }, [waiting]);
  return now;
}

function anchor(before: readonly Row[], rows: readonly Row[]): Anchored {
  const { prepended, appended } = shiftOf(before, rows);
  if (prepended === 0) return { rows, shown: rows, shifted: false };
  return { rows, shown: appended > 0 ? rows.slice(0, rows.length - appended) : rows, shifted: true };
}

import type { ThreadId } from "@flightdeck/contract";
import { Copy, TextQuote } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { useAct, useKeyHint } from "../acts/index.ts";
import { frontThread } from "../layout/store.ts";
import type { LogHandle } from "./Log.tsx";

/** Longer selections are a thing for the clipboard. */
const LONGEST = 20_000;

interface Selected {
  readonly text: string;
  readonly left: number;
  readonly top: number;
}

/** What can be done with words that are selected in a conversation: quote them in the message, or copy them. */
export function SelectionBar({
  threadId,
  log,
}: {
  readonly threadId: ThreadId;
  readonly log: RefObject<LogHandle | null>;
}) {
  const { boxes, layout } = useApp();
  const [selected, setSelected] = useState<Selected>();

  useEffect(() => {
    let pressed = false;
    const look = () => {
      const box = log.current?.box();
      if (!pressed) setSelected(box === undefined ? undefined : read(box));
    };
    const down = () => {
      pressed = true;
    };
    const up = () => {
      pressed = false;
      look();
    };
    const hide = () => setSelected(undefined);
    const life = new AbortController();
    const { signal } = life;
    document.addEventListener("selectionchange", look, { signal });
    document.addEventListener("pointerdown", down, { signal, capture: true });
    document.addEventListener("pointerup", up, { signal, capture: true });
    document.addEventListener("pointercancel", up, { signal, capture: true });
    log.current?.box()?.addEventListener("scroll", hide, { signal, passive: true });
    return () => life.abort();
  }, [log]);

  const quote = () => {
    const box = log.current?.box();
    const found = box === undefined ? undefined : read(box);
    if (found === undefined) return;
    setSelected(undefined);
    boxes.find(threadId)?.quote(found.text);
  };
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  useAct("quote", quote, front);
  const hint = useKeyHint("quote");

  if (selected === undefined) return null;
  return (
    <div
      role="toolbar"
      aria-label="Selected words"
      className="floats fixed z-10 flex -translate-x-1/2 -translate-y-full gap-0.5 rounded-3 bg-overlay p-1 shadow-menu"
      style={{ left: selected.left, top: selected.top - 6 }}
      // The words stay selected until something is done with them.
      onPointerDown={(event) => event.preventDefault()}
    >
      <Button size="small" variant="plain" icon={TextQuote} hint={hint} onClick={quote}>
        Quote
      </Button>
      <Button
        size="small"
        variant="plain"
        icon={Copy}
        onClick={() => {
          void navigator.clipboard.writeText(selected.text);
          setSelected(undefined);
        }}
      >
        Copy
      </Button>
    </div>
  );
}

/** The words that are selected in a box, and the middle of their upper edge. */
function read(box: HTMLElement): Selected | undefined {
  const selection = window.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.commonAncestorContainer)) return undefined;
  const text = selection.toString().trim();
  if (text === "" || text.length > LONGEST) return undefined;
  const place = range.getBoundingClientRect();
  const view = box.getBoundingClientRect();
  if (place.bottom < view.top || place.top > view.bottom) return undefined;
  const left = Math.min(view.right - 90, Math.max(view.left + 90, (place.left + place.right) / 2));
  return { text, left, top: Math.max(view.top + 40, place.top) };
}

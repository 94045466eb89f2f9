import type { Thread, ThreadId } from "@flightdeck/contract";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useThread } from "../../app.tsx";
import { waitingPlan } from "../plan/index.ts";

/** A question whose words are there. */
const askedIn = ({ questions: [question], turns }: Thread): string | undefined =>
  turns.some(({ id, items }) => id === question?.turnId && items.some((item) => item.id === question.itemId))
    ? question?.id
    : undefined;

/** What takes the place of the message box: a question or a plan, unless messages are on their way. */
const asks = (thread: Thread): string | undefined =>
  thread.queue.length > 0 || thread.steers.length > 0 ? undefined : (askedIn(thread) ?? waitingPlan(thread)?.id);

/** The message box while the agent waits for something else than a message. */
export interface Aside {
  readonly hidden: boolean;
  /** Brings the box back: the person would rather write. */
  readonly write: () => void;
}

/**
 * Lets a question or a plan take the place of an empty message box, and the focus with it; afterwards the box has both
 * back. Words that are being written stay in sight.
 */
export function useAside(
  threadId: ThreadId,
  {
    place,
    empty,
    focus,
  }: { readonly place: RefObject<HTMLElement | null>; readonly empty: boolean; readonly focus: () => void },
): Aside {
  const asked = useThread(threadId, asks);
  const [writing, setWriting] = useState<string>();
  /** The box gave its focus away. */
  const gave = useRef(false);
  const hidden = asked !== undefined && writing !== asked && empty;
  const wasHidden = useRef(false);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null || hidden === wasHidden.current) return;
    wasHidden.current = hidden;
    const pane = element.closest("section");
    const { activeElement } = document;
    if (hidden) {
      // Hiding has taken the focus from the box already, or is about to.
      const had = element.contains(activeElement);
      if (had) pane?.querySelector<HTMLElement>("[data-takes-focus]")?.focus();
      gave.current = had;
    } else if (gave.current && asked === undefined) {
      gave.current = false;
      const free = activeElement === null || activeElement === document.body;
      if (free || pane?.contains(activeElement) === true) focus();
    }
  });
  return {
    hidden,
    write() {
      setWriting(asked);
      gave.current = false;
      requestAnimationFrame(focus);
    },
  };
}

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { createScroller, type Scroller } from "./scroller.ts";

/** A scroller for a box of rows, as long as it is on screen. */
export function useScroll(options: {
  readonly box: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLElement | null>;
  /** Changes whenever the rows do. */
  readonly rows: unknown;
  readonly onFollowing: (following: boolean) => void;
  readonly glides: () => boolean;
}): RefObject<Scroller | null> {
  const { box, content, rows } = options;
  const scroller = useRef<Scroller>(null);
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    if (box.current === null || content.current === null) return;
    const made = createScroller({
      box: box.current,
      content: content.current,
      onFollowing: (following) => latest.current.onFollowing(following),
      glides: () => latest.current.glides(),
    });
    scroller.current = made;
    made.settle();
    return () => {
      scroller.current = null;
      made.close();
    };
  }, [box, content]);
  // Once React is done with these rows, and before they are painted.
  useLayoutEffect(() => queueMicrotask(() => scroller.current?.settle()), [rows]);
  return scroller;
}

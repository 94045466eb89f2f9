import { flushSync } from "react-dom";
import { type Anchor, anchorAt, drift } from "./anchor.ts";
import { glide } from "./glide.ts";
import { glidesByHand, scrolled, stuck, touch } from "./stick.ts";

/** Moves that are longer than this may leave the rows that are drawn. */
const AHEAD = 200;

/**
 * Keeps a box of rows where the person wants it: at its end, which it follows, or with the line at its upper edge standing
 * still, whatever grows, comes or goes around it.
 */
export interface Scroller {
  /** After rows or the box changed their size and the list has put all in its place, before the frame is painted. */
  readonly settle: () => void;
  readonly scrolled: () => void;
  /** From now on the end is followed. */
  readonly toEnd: () => void;
  /** To the beginning of what there is, and from now on the box stands there. */
  readonly toStart: () => void;
  /** From now on the box stands where it is put. */
  readonly hold: () => void;
  readonly close: () => void;
}

export function createScroller({
  box,
  content,
  onFollowing,
  glides,
}: {
  readonly box: HTMLElement;
  /** What is scrolled; the list of rows is its first child. */
  readonly content: HTMLElement;
  readonly onFollowing: (following: boolean) => void;
  /** Whether the end is followed by gliding. */
  readonly glides: () => boolean;
}): Scroller {
  let stick = stuck;
  let anchor: Anchor | undefined;
  let gliding: number | undefined;

  /** Has the rows of where the box stands now drawn at once. */
  const redraw = () => {
    stick = { ...stick, top: box.scrollTop };
    flushSync(() => box.dispatchEvent(new Event("scroll")));
  };
  const place = (top: number) => {
    const far = Math.abs(top - box.scrollTop);
    box.scrollTop = top;
    stick = { ...stick, top: box.scrollTop };
    // Beyond the rows that are drawn ahead there is nothing yet: they are drawn before the frame is painted.
    if (far > AHEAD) redraw();
  };
  const toGo = () => box.scrollHeight - box.clientHeight - box.scrollTop;
  const stopGliding = () => {
    if (gliding !== undefined) cancelAnimationFrame(gliding);
    gliding = undefined;
  };
  const glideOn = (before: number) => {
    gliding = requestAnimationFrame((now) => {
      gliding = undefined;
      const left = toGo();
      if (!stick.following || left <= 0) return;
      // What is more than a view away is jumped to: nobody could read what glides by.
      const far = !glides() || left > box.clientHeight;
      place(box.scrollTop + (far ? left : glide(left, now - before)));
      glideOn(now);
    });
  };
  const follow = () => {
    const far = toGo();
    if (gliding !== undefined || far <= 0) return;
    // Far moves are for the beginning of a frame: only then are new rows measured in time to be painted with it.
    if (!glides() && far <= AHEAD) place(box.scrollTop + far);
    else glideOn(performance.now());
  };
  const settle = () => {
    if (stick.following) {
      // What became shorter has pulled the box up, to where no rows are drawn yet.
      if (box.scrollTop < stick.top - 1) redraw();
      follow();
      return;
    }
    const moved = anchor === undefined ? undefined : drift(box, anchor);
    if (moved === undefined || moved === 0) return;
    // A key or a wheel moves the box on before its scroll is told: to hold the line against that would break it off.
    if (glidesByHand(stick, box.scrollTop, performance.now())) return;
    place(box.scrollTop + moved);
  };

  const remember = () => {
    const list = content.firstElementChild;
    anchor = list === null ? undefined : anchorAt(box, list);
  };

  const touched = () => {
    stick = touch(stick, performance.now());
  };
  const onWheel = (event: WheelEvent) => {
    touched();
    const up = event.deltaY < 0 && !event.ctrlKey && box.scrollTop > 0;
    if (!up || !stick.following || scrollsInside(event.target, box)) return;
    // At once: a glide would hold against the hand.
    stick = { ...stick, following: false };
    stopGliding();
    remember();
    onFollowing(false);
  };
  const hold = () => {
    stick = { ...stick, following: false };
    stopGliding();
    anchor = undefined;
    onFollowing(false);
  };
  const life = new AbortController();
  const listening = { passive: true, signal: life.signal } as const;
  for (const name of ["touchmove", "keydown", "pointerdown"] as const) box.addEventListener(name, touched, listening);
  box.addEventListener("wheel", onWheel, listening);
  box.addEventListener("pointermove", (event) => event.buttons > 0 && touched(), listening);

  return {
    settle,
    scrolled() {
      const before = stick.following;
      const stands = { top: box.scrollTop, height: box.scrollHeight, client: box.clientHeight };
      stick = scrolled(stick, stands, performance.now());
      // A line that stands where it stood was held there against what moved; any other scroll is the person's.
      const held = anchor !== undefined && drift(box, anchor) === 0;
      if (!stick.following && !held) remember();
      if (stick.following !== before) onFollowing(stick.following);
    },
    toEnd() {
      // The key that asked for it is no hand on the way up.
      stick = { ...stuck, top: stick.top };
      onFollowing(true);
      place(box.scrollHeight - box.clientHeight);
    },
    toStart() {
      hold();
      place(0);
    },
    hold,
    close() {
      life.abort();
      stopGliding();
    },
  };
}

/** Whether the wheel turns something inside of the box that has room to go up. */
function scrollsInside(target: EventTarget | null, box: Element): boolean {
  for (let at = target instanceof Element ? target : null; at !== null && at !== box; at = at.parentElement)
    if (at.scrollTop > 0 && /auto|scroll/.test(getComputedStyle(at).overflowY)) return true;
  return false;
}

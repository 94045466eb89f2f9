/** Runs work once per painted frame. Work asked for twice in a frame runs once. */
export type RequestFrame = (run: () => void) => void;

/** Gathers events and hands them over together, once per frame: one update of a store, however fast they come. */
export interface Batch<Event> {
  readonly push: (event: Event) => void;
  /** Hands over at once what has gathered. */
  readonly flush: () => void;
}

export function createBatch<Event>(
  requestFrame: RequestFrame,
  apply: (events: readonly Event[]) => void,
): Batch<Event> {
  let gathered: Event[] = [];
  const flush = () => {
    if (gathered.length === 0) return;
    const events = gathered;
    gathered = [];
    apply(events);
  };
  return {
    push(event) {
      gathered.push(event);
      if (gathered.length === 1) requestFrame(flush);
    },
    flush,
  };
}

/** All batches of a window flush in the same frame, so that React draws once. A hidden window has no frames: there a slow timer serves. */
export function windowFrames(window: Window): RequestFrame {
  let waiting: (() => void)[] = [];
  const runAll = () => {
    const runs = waiting;
    waiting = [];
    for (const run of runs) run();
  };
  return (run) => {
    waiting.push(run);
    if (waiting.length > 1) return;
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      runAll();
    };
    // The timer also covers a window that is hidden between asking for a frame and getting it.
    const timer = setTimeout(once, 250);
    if (!window.document.hidden) window.requestAnimationFrame(once);
  };
}

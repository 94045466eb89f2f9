/** A press that is at least so long is one that holds: letting go ends what it began. A shorter one is a tap. */
const HOLD_MS = 400;

/** What a press does to a dictation that it may begin or end. */
export interface Hold {
  /** The key or button went down. */
  readonly press: (at: number) => void;
  /** It went up. */
  readonly release: (at: number) => void;
  /** Whoever pressed it cannot be told of its release any more: the window lost the focus. */
  readonly lose: () => void;
}

/** Tap to begin and tap to end, or hold as long as you talk. */
export function createHold(dictation: {
  readonly active: () => boolean;
  readonly start: () => void;
  readonly finish: () => void;
}): Hold {
  let pressedAt: number | undefined;
  return {
    press(at) {
      if (dictation.active()) {
        pressedAt = undefined;
        dictation.finish();
      } else {
        pressedAt = at;
        dictation.start();
      }
    },
    release(at) {
      const since = pressedAt;
      pressedAt = undefined;
      if (since !== undefined && at - since >= HOLD_MS && dictation.active()) dictation.finish();
    },
    lose() {
      if (pressedAt !== undefined && dictation.active()) dictation.finish();
      pressedAt = undefined;
    },
  };
}

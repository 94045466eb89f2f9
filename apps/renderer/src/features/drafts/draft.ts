/** Text that is typed and not sent, on its way to the host. */
export interface Draft {
  /** Saves the text once the person pauses. */
  readonly change: (text: string) => void;
  /** Saves now what is not saved yet. */
  readonly flush: () => void;
  /** The text to begin with: what this window could not save, else what the host keeps. */
  readonly load: () => Promise<string>;
  /** Another window of this machine saved it. */
  readonly changedElsewhere: (text: string) => void;
}

export interface DraftContext {
  readonly key: string;
  readonly save: (text: string) => Promise<void>;
  readonly read: () => Promise<string>;
  /** Keeps, for this machine, what the host has not acknowledged. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Tells the other windows of this machine what is saved. */
  readonly tell: (text: string) => void;
  /** Shows what another window saved; never while there is something here that is not saved yet. */
  readonly onElsewhere: (text: string) => void;
  /** Runs something later; the answer calls it off. */
  readonly later: (run: () => void, milliseconds: number) => () => void;
}

const PAUSE = 300;

/** A draft is the host's to keep; until it has acknowledged one, this window's storage holds it. */
export function createDraft({ key, save, read, storage, tell, onElsewhere, later }: DraftContext): Draft {
  const place = `flightdeck.draft.${key}`;
  let unsaved: string | undefined;
  let callOff: (() => void) | undefined;

  const store = (text: string) => {
    try {
      storage.setItem(place, text);
    } catch {
      storage.removeItem(place); // it has no room for so much: an older text there would come back in its place
    }
  };
  const flush = () => {
    callOff?.();
    callOff = undefined;
    const text = unsaved;
    if (text === undefined) return;
    store(text);
    tell(text);
    void save(text).then(
      () => {
        if (unsaved !== text) return;
        unsaved = undefined;
        storage.removeItem(place);
      },
      () => {}, // it stays in storage and is tried again with the next change
    );
  };

  return {
    change(text) {
      unsaved = text;
      callOff?.();
      callOff = later(flush, PAUSE);
    },
    flush,
    async load() {
      const kept = storage.getItem(place);
      if (kept === null) return read();
      unsaved = kept;
      flush();
      return kept;
    },
    changedElsewhere(text) {
      // What is typed here and under way is the newer one: it is told to the others with its save.
      if (callOff === undefined) onElsewhere(text);
    },
  };
}

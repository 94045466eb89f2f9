/** Text that is typed and not sent, on its way to the host. */
export interface Draft {
  /** Saves the text once the person pauses. */
  readonly change: (text: string) => void;
  /** Saves now what is not saved yet. */
  readonly flush: () => void;
  /** The text to begin with: what this window could not save, else what the host keeps. */
  readonly load: () => Promise<string>;
}

export interface DraftContext {
  readonly key: string;
  readonly save: (text: string) => Promise<void>;
  readonly read: () => Promise<string>;
  /** Keeps, for this machine, what the host has not acknowledged. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Runs something later; the answer calls it off. */
  readonly later: (run: () => void, milliseconds: number) => () => void;
}

const PAUSE = 300;

/** A draft is the host's to keep; until it has acknowledged one, this window's storage holds it. */
export function createDraft({ key, save, read, storage, later }: DraftContext): Draft {
  const place = `flightdeck.draft.${key}`;
  let unsaved: string | undefined;
  let callOff: (() => void) | undefined;

  const flush = () => {
    callOff?.();
    callOff = undefined;
    const text = unsaved;
    if (text === undefined) return;
    storage.setItem(place, text);
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
  };
}

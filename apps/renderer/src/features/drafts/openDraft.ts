import type { Client } from "../../client.ts";
import { createDraft, type Draft } from "./draft.ts";

/** A draft of this window; close it when what it belongs to leaves the screen. */
export interface OpenDraft extends Draft {
  /** Saves what is not saved yet. */
  readonly close: () => void;
}

/** The text that the host keeps under a key, saved at the latest when the window goes. */
export function openDraft(client: Pick<Client, "threads">, key: string): OpenDraft {
  const draft = createDraft({
    key,
    save: (text) => client.threads.saveDraft({ key, text }),
    read: async () => (await client.threads.draft({ key })).text,
    storage: window.localStorage,
    later(run, milliseconds) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  window.addEventListener("pagehide", draft.flush);
  return {
    ...draft,
    close() {
      window.removeEventListener("pagehide", draft.flush);
      draft.flush();
    },
  };
}

import { type Client, type ConnectionStore, readFailure, untilOpen } from "../../client.ts";
import { createDraft, type Draft } from "./draft.ts";

/** A draft of this window; close it when what it belongs to leaves the screen. */
export interface OpenDraft extends Omit<Draft, "changedElsewhere"> {
  /** Saves what is not saved yet. */
  readonly close: () => void;
}

/** What one window tells the others of the same app. */
interface Saved {
  readonly key: string;
  readonly text: string;
}

/** The text that the host keeps under a key, saved at the latest when the window goes, and the same in all windows. */
export function openDraft(
  client: Pick<Client, "threads">,
  key: string,
  onElsewhere: (text: string) => void = () => {},
): OpenDraft {
  const channel = new BroadcastChannel("flightdeck.drafts");
  let closed = false;
  const { changedElsewhere, ...draft } = createDraft({
    key,
    save: (text) => client.threads.saveDraft({ key, text }),
    read: async () => (await client.threads.draft({ key })).text,
    storage: window.localStorage,
    // What is emptied after its box went, as when it was sent, is still saved.
    tell: (text) => {
      if (!closed) channel.postMessage({ key, text } satisfies Saved);
    },
    onElsewhere,
    later(run, milliseconds) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  channel.addEventListener("message", ({ data }: MessageEvent<Saved>) => {
    if (data.key === key) changedElsewhere(data.text);
  });
  window.addEventListener("pagehide", draft.flush);
  return {
    ...draft,
    close() {
      window.removeEventListener("pagehide", draft.flush);
      draft.flush();
      channel.close();
      closed = true;
    },
  };
}

/** The draft, as soon as there is a host to ask for it: one that starts again has it too. */
export async function loadDraft(
  kept: Pick<Draft, "load">,
  connection: ConnectionStore,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    try {
      return await kept.load();
    } catch (error) {
      if (signal.aborted || readFailure(error).code !== "connection_lost") throw error;
      await untilOpen(connection, signal);
    }
  }
}

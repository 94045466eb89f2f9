import { useEffect, useEffectEvent, useRef } from "react";
import { useApp } from "../../app.tsx";
import { type OpenDraft, openDraft } from "./openDraft.ts";

export interface Kept {
  readonly keep: (text: string) => void;
  /** What was kept has served its purpose. */
  readonly forget: () => void;
}

/**
 * Keeps what a form holds until it is sent: it is there again after a reload, another thread or a restart. `onFound`
 * gets what was kept, unless the person was faster.
 */
export function useKept(key: string, onFound: (text: string) => void): Kept {
  const { client } = useApp();
  const draft = useRef<OpenDraft>(undefined);
  const touched = useRef(false);
  const found = useEffectEvent(onFound);
  useEffect(() => {
    const kept = openDraft(client, key);
    draft.current = kept;
    touched.current = false;
    let gone = false;
    kept.load().then(
      (text) => {
        if (!gone && !touched.current && text !== "") found(text);
      },
      () => {}, // without a host there is nothing to restore
    );
    return () => {
      gone = true;
      kept.close();
    };
  }, [client, key]);
  return {
    keep(text) {
      touched.current = true;
      draft.current?.change(text);
    },
    forget() {
      touched.current = true;
      draft.current?.change("");
      draft.current?.flush();
    },
  };
}

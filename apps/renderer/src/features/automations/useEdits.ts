import { useCallback, useMemo, useSyncExternalStore } from "react";
import { type Edits, type EditsStore, standing, type Standing, withChange } from "./edits.ts";
import type { AutomationForm } from "./form.ts";

/** What is written of one automation, as it stands to what is saved. */
export function useEdits(
  store: EditsStore,
  key: string,
  saved: AutomationForm,
): Standing & { readonly edits: Edits | undefined; readonly change: (change: Partial<AutomationForm>) => void } {
  const edits = useSyncExternalStore(store.subscribe, () => store.of(key));
  const now = useMemo(() => standing(edits, saved), [edits, saved]);
  const change = useCallback(
    (next: Partial<AutomationForm>) => {
      const after = withChange(store.of(key), saved, next);
      // What says the same as what is saved is no edit.
      store.put(key, standing(after, saved).changed.length === 0 ? undefined : after);
    },
    [store, key, saved],
  );
  return { ...now, edits, change };
}

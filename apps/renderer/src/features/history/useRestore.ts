import type { ThreadId } from "@flightdeck/contract";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";

/** Says that files went back, and offers them as they were until then. */
export function useRestore(threadId: ThreadId): (snapshot: string | undefined) => void {
  const { client, toasts } = useApp();
  const failed = useFailed();
  const offer = (title: string, snapshot: string | undefined) => {
    if (snapshot === undefined) return;
    const run = () =>
      void client.threads
        .restoreFiles({ threadId, snapshot })
        .then((undone) => offer("The files are as they were before", undone.snapshot), failed);
    toasts.add({ tone: "plain", title, action: { label: "Undo", run } });
  };
  return (snapshot) => offer("The files went back", snapshot);
}

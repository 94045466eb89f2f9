import type { ThreadId } from "@flightdeck/contract";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";

/** Says that files went back and which commits did not, and offers the files as they were until then. */
export function useRestore(threadId: ThreadId) {
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
  return ({ snapshot, commits = 0 }: { readonly snapshot?: string; readonly commits?: number }) => {
    const stay = commits === 0 ? "" : `. ${commits} ${commits === 1 ? "commit stays" : "commits stay"}`;
    offer(`The files went back${stay}`, snapshot);
  };
}

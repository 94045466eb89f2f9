import type { ThreadId } from "@flightdeck/contract";
import { useApp } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { useFailed } from "../../ui/useFailed.ts";

/** Makes a thread's conversation shorter for its model; the conversation shows how it goes. */
export function useCompact(threadId: ThreadId): () => void {
  const { client, toasts } = useApp();
  const failed = useFailed();
  return () =>
    void client.threads.compact({ threadId }).catch((error: unknown) => {
      const failure = readFailure(error);
      if (failure.code === "nothing_to_compact") toasts.add({ tone: "plain", title: failure.message });
      else failed(error);
    });
}

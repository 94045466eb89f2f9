import type { ThreadId } from "@flightdeck/contract";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";

/** Gives a thread another name; an empty one, or the same, changes nothing. */
export function useRename(threadId: ThreadId, title: string): (next: string) => void {
  const { client } = useApp();
  const failed = useFailed();
  return (next) => {
    const wanted = next.trim();
    if (wanted !== "" && wanted !== title) client.threads.rename({ threadId, title: wanted }).catch(failed);
  };
}

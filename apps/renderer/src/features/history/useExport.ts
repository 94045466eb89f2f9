import type { ThreadId } from "@flightdeck/contract";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { download } from "./download.ts";

/** Saves the whole thread as a file. */
export function useExport(threadId: ThreadId): (format: "markdown" | "json") => void {
  const { client } = useApp();
  const failed = useFailed();
  return (format) =>
    void client.threads.export({ threadId, format }).then((file) => download(globalThis.window, file), failed);
}

import type { ThreadId } from "@flightdeck/contract";
import { useApp } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { useHelp } from "./help.ts";
import type { FileName } from "./markdown/fileLinks.ts";

/** Opens a file of a thread in the person's editor; when that fails the window says why, and where an editor is chosen. */
export function useOpenFile(): (threadId: ThreadId, file: FileName) => void {
  const { client, toasts } = useApp();
  const { openSettings } = useHelp();
  return (threadId, file) =>
    void client.system.openEditor({ threadId, ...file }).catch((error: unknown) => {
      const { code, message: title, detail } = readFailure(error);
      const choose = code === "editor_not_found" && openSettings !== undefined;
      const action = choose ? { label: "Open settings", run: openSettings } : undefined;
      toasts.add({ tone: "bad", title, detail, action });
    });
}

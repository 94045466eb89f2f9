import type { ReactNode } from "react";
import { useApp } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { useHelp } from "./help.ts";
import type { FileName } from "./markdown/fileLinks.ts";
import { usePlaceOrNone } from "./place.ts";

/** The name of a file that opens it in the person's editor, at its line. Outside of a thread it is only a name. */
export function FileLink({ file, children }: { readonly file: FileName; readonly children: ReactNode }) {
  const { client, toasts } = useApp();
  const { openSettings } = useHelp();
  const threadId = usePlaceOrNone();
  if (threadId === undefined) return children;
  const open = () =>
    void client.system.openEditor({ threadId, ...file }).catch((error: unknown) => {
      const { code, message: title, detail } = readFailure(error);
      const choose = code === "editor_not_found" && openSettings !== undefined;
      const action = choose ? { label: "Open settings", run: openSettings } : undefined;
      toasts.add({ tone: "bad", title, detail, action });
    });
  return (
    <button
      type="button"
      role="link"
      title={`Open ${file.path} in the editor`}
      className="file-link"
      onClick={(event) => {
        event.stopPropagation();
        open();
      }}
    >
      {children}
    </button>
  );
}

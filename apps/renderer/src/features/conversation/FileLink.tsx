import type { ReactNode } from "react";
import type { FileName } from "./markdown/fileLinks.ts";
import { usePlaceOrNone } from "./place.ts";
import { useOpenFile } from "./useOpenFile.ts";

/** The name of a file that opens it in the person's editor, at its line. Outside of a thread it is only a name. */
export function FileLink({ file, children }: { readonly file: FileName; readonly children: ReactNode }) {
  const open = useOpenFile();
  const threadId = usePlaceOrNone();
  if (threadId === undefined) return children;
  return (
    <button
      type="button"
      role="link"
      title={`Open ${file.path} in the editor`}
      className="file-link"
      onClick={(event) => {
        event.stopPropagation();
        open(threadId, file);
      }}
    >
      {children}
    </button>
  );
}

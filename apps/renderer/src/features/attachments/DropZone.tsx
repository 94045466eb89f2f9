import { type ClipboardEvent, type DragEvent, type ReactNode, useState } from "react";
import { useApp } from "../../app.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import type { Attachments } from "./store.ts";

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes("Files");

/** Takes files that are pasted into or dropped onto what it holds; everything else goes on as ever. */
export function DropZone({
  attachments,
  hidden = false,
  children,
}: {
  readonly attachments: Attachments;
  /** Something else is in its place. */
  readonly hidden?: boolean;
  readonly children: ReactNode;
}) {
  const { toasts } = useApp();
  const [over, setOver] = useState(false);
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    // Text that comes with a picture of itself (a spreadsheet's cells) is meant as text.
    if (files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    attachments.add(files);
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const { files, folders } = dropped(event.dataTransfer);
    if (files.length > 0) attachments.add(files);
    if (folders.length > 0)
      toasts.add({
        tone: "plain",
        title: folders.length === 1 ? `The folder ${visibleName(folders[0] ?? "")} stays out` : "Folders stay out",
        detail: "Drop the files in it, or name what is in the project with @.",
      });
  };
  return (
    <div
      hidden={hidden}
      onPasteCapture={onPaste}
      onDropCapture={onDrop}
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      className={over ? "rounded-3 outline-2 outline-offset-2 outline-accent" : undefined}
    >
      {children}
    </div>
  );
}

/** What was dropped: files, and the names of the folders, which have no bytes. */
function dropped({ items }: DataTransfer): { readonly files: File[]; readonly folders: string[] } {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const file = entry?.isDirectory === true ? null : item.getAsFile();
    if (file !== null) files.push(file);
    else if (entry !== null) folders.push(entry.name);
  }
  return { files, folders };
}

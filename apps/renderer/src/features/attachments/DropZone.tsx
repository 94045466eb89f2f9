import { type ClipboardEvent, type DragEvent, type ReactNode, useState } from "react";
import type { Attachments } from "./store.ts";

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes("Files");

/** Takes files that are pasted into or dropped onto what it holds; everything else goes on as ever. */
export function DropZone({
  attachments,
  children,
}: {
  readonly attachments: Attachments;
  readonly children: ReactNode;
}) {
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
    attachments.add(droppedFiles(event.dataTransfer));
  };
  return (
    <div
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

/** The files of a drop, without the folders: the agent is told of those by their paths. */
const droppedFiles = ({ items }: DataTransfer): File[] =>
  [...items].flatMap((item) =>
    item.kind === "file" && item.webkitGetAsEntry()?.isDirectory !== true ? (item.getAsFile() ?? []) : [],
  );

import { type ClipboardEvent, type DragEvent, type ReactNode, useState } from "react";
import { useApp } from "../../app.tsx";
import type { Attachments } from "./store.ts";

const pictures = (files: FileList): File[] => [...files].filter(({ type }) => type.startsWith("image/"));
const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes("Files");

/** Takes pictures that are pasted into or dropped onto what it holds; everything else goes on as ever. */
export function DropZone({
  attachments,
  children,
}: {
  readonly attachments: Attachments;
  readonly children: ReactNode;
}) {
  const { toasts } = useApp();
  const [over, setOver] = useState(false);
  const onPaste = (event: ClipboardEvent) => {
    const files = pictures(event.clipboardData.files);
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
    const { files } = event.dataTransfer;
    const dropped = pictures(files);
    attachments.add(dropped);
    if (dropped.length < files.length) {
      toasts.add({
        tone: "bad",
        title: "Only pictures go along with a message",
        detail: "Name other files by their paths: the agent can read what is in its folder.",
      });
    }
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

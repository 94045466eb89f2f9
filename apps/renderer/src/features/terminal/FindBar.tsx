import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";

/** Finds a text in what the terminal shows and what was scrolled away. */
export function FindBar({
  found,
  onFind,
  onClose,
}: {
  readonly found: { readonly at: number; readonly of: number };
  readonly onFind: (text: string, way: "next" | "previous" | "typing") => void;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState("");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") onFind(text, event.shiftKey ? "previous" : "next");
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="search"
      aria-label="Find in terminal"
      className="absolute top-2 right-4 z-(--z-sticky) flex items-center gap-1 rounded-3 bg-overlay p-1 shadow-menu"
    >
      <TextField
        label="Find in terminal"
        placeholder="Find"
        className="w-48"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onFind(event.target.value, "typing");
        }}
        onKeyDown={onKeyDown}
      />
      <span role="status" className="min-w-14 text-center text-micro text-text-3 tabular-nums">
        {text === "" ? "" : found.of === 0 ? "None" : `${found.at} of ${found.of}`}
      </span>
      <IconButton
        label="Previous"
        hint="Shift ↵"
        icon={ArrowUp}
        size="small"
        onClick={() => onFind(text, "previous")}
      />
      <IconButton label="Next" hint="↵" icon={ArrowDown} size="small" onClick={() => onFind(text, "next")} />
      <IconButton label="Close" hint="Esc" icon={X} size="small" onClick={onClose} />
    </div>
  );
}

import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { IconButton } from "../../../ui/Button.tsx";
import { TextField } from "../../../ui/Field.tsx";
import type { Found } from "./useFind.ts";

const words = ({ total, index, more, looking, failure }: Found, text: string): string => {
  if (failure !== undefined) return failure.message;
  if (text === "" || looking) return "";
  if (total === 0) return "Nothing found";
  return `${((index ?? 0) + 1).toLocaleString("en")} of ${total.toLocaleString("en")}${more ? "+" : ""}`;
};

/** The line to look for something in a thread: what, how many there are, and the way from one to the next. */
export function FindBar({
  text,
  onText,
  found,
  onClose,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly found: Found;
  readonly onClose: () => void;
}) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const field = bar.current?.querySelector("input");
    field?.focus();
    field?.select();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "F3") found.go(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) found.go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={bar}
      role="search"
      aria-label="Find in this thread"
      onKeyDown={onKeyDown}
      className="floats absolute top-2 right-4 z-10 flex max-w-[calc(100%-32px)] items-center gap-0.5 rounded-3 bg-overlay p-1 shadow-menu"
    >
      <TextField
        label="Find"
        type="search"
        placeholder="Find in this thread"
        value={text}
        maxLength={200}
        bad={text !== "" && !found.looking && found.failure === undefined && found.total === 0}
        onChange={(event) => onText(event.target.value)}
        className="w-52"
      />
      <span role="status" className="min-w-20 truncate px-1.5 text-right text-micro text-text-3 tabular-nums">
        {words(found, text)}
      </span>
      <IconButton label="Previous" hint="Shift ↵" icon={ChevronUp} size="small" onClick={() => found.go(-1)} />
      <IconButton label="Next" hint="↵" icon={ChevronDown} size="small" onClick={() => found.go(1)} />
      <IconButton label="Close" hint="Esc" icon={X} size="small" onClick={onClose} />
    </div>
  );
}

import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { IconButton } from "./Button.tsx";
import { TextField } from "./Field.tsx";

/** The line to look for something: what, how many there are, and the way from one to the next. */
export function FindBar({
  label,
  text,
  longest,
  said,
  isMissing,
  onText,
  onGo,
  onClose,
}: {
  /** "Find in this thread". */
  readonly label: string;
  readonly text: string;
  /** In characters. */
  readonly longest: number;
  /** How many there are, or why nobody knows. */
  readonly said: string;
  readonly isMissing: boolean;
  readonly onText: (text: string) => void;
  readonly onGo: (step: 1 | -1) => void;
  readonly onClose: () => void;
}) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const field = bar.current?.querySelector("input");
    field?.focus();
    field?.select();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onClose();
    else if (event.key === "F3") onGo(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) onGo(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={bar}
      role="search"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="floats absolute top-2 right-4 z-10 flex max-w-[calc(100%-32px)] items-center gap-0.5 rounded-3 bg-overlay p-1 shadow-menu"
    >
      <TextField
        label="Find"
        type="search"
        placeholder={label}
        value={text}
        maxLength={longest}
        bad={isMissing}
        onChange={(event) => onText(event.target.value)}
        className="w-52"
      />
      <span role="status" className="min-w-20 truncate px-1.5 text-right text-micro text-text-3 tabular-nums">
        {said}
      </span>
      <IconButton label="Previous" hint="Shift ↵" icon={ChevronUp} size="small" onClick={() => onGo(-1)} />
      <IconButton label="Next" hint="↵" icon={ChevronDown} size="small" onClick={() => onGo(1)} />
      <IconButton label="Close" hint="Esc" icon={X} size="small" onClick={onClose} />
    </div>
  );
}

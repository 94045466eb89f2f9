import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import type { DiffFind } from "./useDiffFind.ts";

const words = ({ text, found, failure, at }: DiffFind): string => {
  if (failure !== undefined) return failure.message;
  if (text === "" || found === undefined) return "";
  const count = found.lines.length;
  if (count === 0) return "Nothing found";
  const lines = `${count.toLocaleString("en")}${found.more ? "+" : ""} ${count === 1 ? "line" : "lines"}`;
  return at === undefined ? lines : `${(at + 1).toLocaleString("en")} of ${lines}`;
};

/** The line to look for something in the diff. */
export function DiffFindBar({ find, onClose }: { readonly find: DiffFind; readonly onClose: () => void }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const field = bar.current?.querySelector("input");
    field?.focus();
    field?.select();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "F3") find.go(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) find.go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={bar}
      role="search"
      aria-label="Find in the diff"
      onKeyDown={onKeyDown}
      className="floats absolute top-2 right-4 z-10 flex max-w-[calc(100%-32px)] items-center gap-0.5 rounded-3 bg-overlay p-1 shadow-menu"
    >
      <TextField
        label="Find"
        type="search"
        placeholder="Find in the diff"
        value={find.text}
        maxLength={1000}
        bad={find.found?.lines.length === 0}
        onChange={(event) => find.setText(event.target.value)}
        className="w-48"
      />
      <span role="status" className="min-w-20 truncate px-1.5 text-right text-micro text-text-3 tabular-nums">
        {words(find)}
      </span>
      <IconButton label="Previous" hint="Shift ↵" icon={ChevronUp} size="small" onClick={() => find.go(-1)} />
      <IconButton label="Next" hint="↵" icon={ChevronDown} size="small" onClick={() => find.go(1)} />
      <IconButton label="Close" hint="Esc" icon={X} size="small" onClick={onClose} />
    </div>
  );
}

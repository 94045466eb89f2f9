import { X } from "lucide-react";
import { useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Parts } from "./PartSlots.tsx";
import { type LineSelection, useReview } from "./parts.ts";

/** "Line 4", "lines 60–66"; the version is named where only the old one is meant. */
export function selectionWords({ old, new: fresh }: Pick<LineSelection, "old" | "new">): string {
  const { start, end } = fresh ?? old ?? { start: 0, end: 0 };
  const words = start === end ? `Line ${start}` : `Lines ${start}–${end}`;
  return fresh === undefined ? `${words} before` : words;
}

/** What can be done with the lines that are selected. */
export function SelectionBar() {
  const { place, select } = useReview();
  const selection = useSelect(place, (state) => state.selection);
  if (selection === undefined) return null;
  return (
    <div
      role="toolbar"
      aria-label="Selected lines"
      className="absolute bottom-3 left-1/2 z-10 flex max-w-[calc(100%-24px)] -translate-x-1/2 items-center rounded-3 border border-line-strong bg-overlay py-1 pr-1 pl-3 text-small shadow-(--shadow-menu)"
    >
      <span className="mr-2 whitespace-nowrap text-text-3 tabular-nums">{selectionWords(selection)}</span>
      <Parts of="SelectionActions" selection={selection} />
      <IconButton label="Clear the selection" hint="Escape" icon={X} size="small" onClick={() => select(undefined)} />
    </div>
  );
}

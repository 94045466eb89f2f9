import { Copy, X } from "lucide-react";
import { useSelect } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { copyLines } from "./copyLines.ts";
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
  const { store, place, select } = useReview();
  const failed = useFailed();
  const selection = useSelect(place, (state) => state.selection);
  if (selection === undefined) return null;
  const copy = () => {
    const patch = store.getState().patches.get(selection.path);
    if (patch !== undefined) navigator.clipboard.writeText(copyLines(patch.text, selection)).catch(failed);
  };
  return (
    <div
      role="toolbar"
      aria-label="Selected lines"
      className="floats absolute bottom-3 left-1/2 z-10 flex max-w-[calc(100%-24px)] -translate-x-1/2 items-center rounded-3 bg-overlay py-1 pr-1 pl-3 text-small shadow-menu"
    >
      <span className="mr-2 whitespace-nowrap text-text-3 tabular-nums">{selectionWords(selection)}</span>
      <Parts of="SelectionActions" selection={selection} />
      <Button variant="plain" size="small" icon={Copy} onClick={copy}>
        Copy
      </Button>
      <IconButton label="Clear the selection" hint="Esc" icon={X} size="small" onClick={() => select(undefined)} />
    </div>
  );
}

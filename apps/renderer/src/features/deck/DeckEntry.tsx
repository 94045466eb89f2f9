import { clsx } from "clsx";
import { LayoutGrid } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { toggleView } from "../layout/store.ts";

/** The way to the deck, in the sidebar. */
export function DeckEntry() {
  const { layout, rows } = useApp();
  const open = useSelect(layout, (state) => state.view === "deck");
  const count = useSelect(rows, (state) => [...state.rows.values()].filter(({ archived }) => !archived).length);
  return (
    <div className="shrink-0 px-2">
      <button
        type="button"
        aria-pressed={open}
        onClick={() => layout.update((state) => toggleView(state, "deck"))}
        className={clsx(
          "flex h-7 w-full items-center gap-2 rounded-2 px-2",
          open ? "bg-selected font-medium text-text-1" : "text-text-2 hover:bg-hover",
        )}
      >
        <Icon of={LayoutGrid} className={open ? "text-text-1" : undefined} />
        <span className="flex-1 text-left">Deck</span>
        {count > 0 && <span className="text-micro text-text-3 tabular-nums">{count}</span>}
      </button>
    </div>
  );
}

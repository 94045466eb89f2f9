import { clsx } from "clsx";
import { Clock } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { toggleView } from "../layout/store.ts";
import { nextDue } from "./store.ts";
import { useShortMoment } from "./useMoment.ts";

/** What the sidebar says of the automations: that all are paused, or when something begins next. */
export function useAutomationsNote(): string | undefined {
  const { automations } = useApp();
  const paused = useSelect(automations, ({ rows, allPaused }) => allPaused && rows.size > 0);
  const next = useShortMoment(useSelect(automations, nextDue));
  if (paused) return "paused";
  return next === undefined ? undefined : `next ${next}`;
}

/** The way to the automations, in the sidebar. */
export function AutomationsEntry() {
  const { layout } = useApp();
  const open = useSelect(layout, (state) => state.view === "automations");
  const note = useAutomationsNote();
  return (
    <div className="shrink-0 px-2">
      <button
        type="button"
        aria-pressed={open}
        onClick={() => layout.update((state) => toggleView(state, "automations"))}
        className={clsx(
          "flex h-7 w-full items-center gap-2 rounded-2 px-2",
          open ? "bg-selected font-medium text-text-1" : "text-text-2 hover:bg-hover",
        )}
      >
        <Icon of={Clock} className={open ? "text-text-1" : undefined} />
        <span className="flex-1 text-left">Automations</span>
        {note !== undefined && <span className="text-micro font-normal text-text-3 tabular-nums">{note}</span>}
      </button>
    </div>
  );
}

import type { AgentMode } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Compass } from "lucide-react";
import { Icon } from "../../ui/Icon.tsx";
import { Tip } from "../../ui/Tip.tsx";

/** Plan first or act: in plan mode the agent explores read-only and ends with a plan. */
export function ModeToggle({
  mode,
  onChange,
}: {
  readonly mode: AgentMode | undefined;
  readonly onChange: (mode: AgentMode) => void;
}) {
  const planning = mode === "plan";
  return (
    <Tip label={planning ? "Plan mode: reads, asks, proposes a plan" : "Plan before the work"}>
      <button
        type="button"
        aria-label="Plan mode"
        aria-pressed={planning}
        onClick={() => onChange(planning ? "act" : "plan")}
        className={clsx(
          "inline-flex h-6 items-center gap-[5px] rounded-2 px-1.5 text-small whitespace-nowrap",
          planning ? "bg-accent-soft font-medium text-accent" : "text-text-2 hover:bg-hover hover:text-text-1",
        )}
      >
        <Icon of={Compass} size={14} className="text-current" />
        <span className="@max-[460px]:sr-only">Plan</span>
      </button>
    </Tip>
  );
}

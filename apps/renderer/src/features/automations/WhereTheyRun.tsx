import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { useActions } from "../layout/actions.ts";
import { whereTheyRun } from "./whereTheyRun.ts";

/** Says in a line whether automations go on without a window, and leads to where that is changed. */
export function WhereTheyRun({ className = "" }: { readonly className?: string }) {
  const { settings, shell } = useApp();
  const kept = useSelect(settings, (state) => state.settings?.automations);
  const { openSettings } = useActions();
  if (kept === undefined) return null;
  return (
    <p className={`flex items-center gap-2 text-small text-text-3 ${className}`}>
      <span className="min-w-0 text-pretty">{whereTheyRun(kept, shell?.platform)}</span>
      <Button
        variant="plain"
        size="small"
        aria-label="Change where automations run"
        onClick={() => openSettings("Automations")}
      >
        Change…
      </Button>
    </p>
  );
}

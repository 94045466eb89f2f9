import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { memory } from "../machine/index.ts";
import { NumberField } from "./NumberField.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

/** Limits over the commands of all threads together. */
export function MachinePage() {
  const { settings, machine } = useApp();
  const kept = useSelect(settings, (state) => state.settings?.machine);
  const cores = useSelect(machine, (state) => state.use?.cores) ?? 1;
  const total = useSelect(machine, (state) => state.use?.memoryBytes) ?? 0;
  const confinedBy = useSelect(machine, (state) => state.use?.confinedBy);
  const { update, note } = useSettingsUpdate();
  if (kept === undefined) return null;
  const half = Math.max(1, Math.floor(cores / 2));
  return (
    <>
      {note}
      <Setting
        path="machine.heavyCommands"
        name="Heavy commands at once"
        note="Builds, test suites and what else works for long wait for their turn. Short commands never wait."
        control={
          <>
            {kept.heavyCommands !== undefined && (
              <Button variant="plain" size="small" onClick={() => update({ machine: { heavyCommands: null } })}>
                Use the default, {half}
              </Button>
            )}
            <NumberField
              label="Heavy commands at once"
              value={kept.heavyCommands ?? half}
              onChange={(heavyCommands) => update({ machine: { heavyCommands } })}
            />
          </>
        }
      />
      <Setting
        path="machine.cpuPercent"
        name="Processor"
        note={
          confinedBy === "cgroup"
            ? `Percent of all ${cores} cores that heavy commands may use together.`
            : `Percent of all ${cores} cores from which on no further heavy command starts.`
        }
        control={
          <NumberField
            label="Processor, percent"
            value={kept.cpuPercent}
            unit="%"
            onChange={(cpuPercent) => update({ machine: { cpuPercent } })}
          />
        }
      />
      <Setting
        path="machine.memoryPercent"
        name="Memory"
        note={`Percent of the memory that commands may use together, now ${memory((total * kept.memoryPercent) / 100)}. Beyond it, or before the machine would swap, the youngest large command is stopped and told why.`}
        control={
          <NumberField
            label="Memory, percent"
            value={kept.memoryPercent}
            unit="%"
            onChange={(memoryPercent) => update({ machine: { memoryPercent } })}
          />
        }
      />
      <p className="border-t border-line pt-3 text-small text-pretty text-text-3">
        {confinedBy === "cgroup"
          ? "The system itself keeps these limits: heavy commands run in control groups of their own."
          : "Heavy commands run with low priority, and Flightdeck looks twice a second at what they use. Control groups, with which the system itself keeps the limits, cannot be had here."}
      </p>
    </>
  );
}

import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { memory } from "../machine/index.ts";
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
              from={1}
              to={64}
              onChange={(heavyCommands) => update({ machine: { heavyCommands } })}
            />
          </>
        }
      />
      <Setting
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
            from={10}
            to={100}
            unit="%"
            onChange={(cpuPercent) => update({ machine: { cpuPercent } })}
          />
        }
      />
      <Setting
        name="Memory"
        note={`Percent of the memory that commands may use together, now ${memory((total * kept.memoryPercent) / 100)}. Beyond it, or before the machine would swap, the youngest large command is stopped and told why.`}
        control={
          <NumberField
            label="Memory, percent"
            value={kept.memoryPercent}
            from={10}
            to={95}
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

/** A whole number between two others; it holds once the field is left or Enter is pressed. */
function NumberField({
  label,
  value,
  from,
  to,
  unit,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly unit?: string;
  readonly onChange: (value: number) => void;
}) {
  const [typed, setTyped] = useState<string>();
  const text = typed ?? String(value);
  const number = Number(text);
  const good = text.trim() !== "" && Number.isInteger(number) && number >= from && number <= to;
  const commit = () => {
    setTyped(undefined);
    if (good && number !== value) onChange(number);
  };
  return (
    <TextField
      label={label}
      inputMode="numeric"
      value={text}
      bad={!good}
      title={`From ${from} to ${to}`}
      className="w-20"
      after={unit !== undefined && <span className="text-text-3">{unit}</span>}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    />
  );
}

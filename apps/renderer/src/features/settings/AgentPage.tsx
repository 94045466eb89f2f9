import type { Settings } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Segmented, TextField } from "../../ui/Field.tsx";
import { NumberField } from "./NumberField.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

type Agent = Settings["agent"];

const personalities: readonly { readonly value: Agent["personality"]; readonly label: string }[] = [
  { value: "pragmatic", label: "Pragmatic" },
  { value: "friendly", label: "Friendly" },
  { value: "own", label: "My own" },
];

/** How agents talk, and what each of them should know. */
export function AgentPage() {
  const { settings } = useApp();
  const agent = useSelect(settings, (state) => state.settings?.agent);
  const { update, note } = useSettingsUpdate();
  if (agent === undefined) return null;
  const change = (next: Partial<Agent>) => update({ agent: next });
  return (
    <>
      {note}
      <Setting
        path={["agent.personality", "agent.personalityText"]}
        name="Personality"
        note="How agents talk with you. Threads hear of a change with their next message."
        control={
          <Segmented
            label="Personality"
            value={agent.personality}
            choices={personalities}
            onChange={(personality) => change({ personality })}
          />
        }
      >
        {agent.personality === "own" && (
          <LongText
            label="Your own personality"
            placeholder="Dry humour, short sentences, ask before you assume."
            rows={3}
            max={4000}
            value={agent.personalityText}
            onKeep={(personalityText) => change({ personalityText })}
          />
        )}
      </Setting>
      <Setting
        path="agent.instructions"
        name="Personal instructions"
        note="What every agent of yours should know, in all projects. A project's own rules belong into its AGENTS.md."
      >
        <LongText
          label="Personal instructions"
          placeholder="I write British English. Explain SQL before you run it."
          rows={6}
          max={16_000}
          value={agent.instructions}
          onKeep={(instructions) => change({ instructions })}
        />
      </Setting>
      <Setting
        path="agent.instructionFiles"
        name="Instruction files"
        note="Read in each folder that has neither AGENTS.override.md nor AGENTS.md. Names, separated by commas."
        control={
          <ShortText
            label="Instruction files"
            placeholder="CLAUDE.md, .cursorrules"
            value={agent.instructionFiles.join(", ")}
            onKeep={(text) =>
              change({
                instructionFiles: text
                  .split(",")
                  .map((name) => name.trim())
                  .filter((name) => name !== ""),
              })
            }
          />
        }
      />
      <Setting
        path="agent.compactAtPercent"
        name="Make the conversation shorter"
        note="When it fills so much of the model's window, from 20 to 95 %."
        control={
          <NumberField
            label="Percent of the window"
            unit="%"
            value={agent.compactAtPercent}
            onChange={(compactAtPercent) => change({ compactAtPercent })}
          />
        }
      />
    </>
  );
}

/** Keeps what was typed when the focus leaves it, so that no setting is half a word. */
function useTyped(value: string, onKeep: (text: string) => void) {
  const [typed, setTyped] = useState<string>();
  return {
    value: typed ?? value,
    type: setTyped,
    keep: () => {
      if (typed !== undefined && typed !== value) onKeep(typed);
      setTyped(undefined);
    },
  };
}

function ShortText({
  value,
  onKeep,
  ...rest
}: Omit<Parameters<typeof TextField>[0], "value" | "onChange"> & {
  readonly value: string;
  readonly onKeep: (text: string) => void;
}) {
  const typed = useTyped(value, onKeep);
  return (
    <TextField
      {...rest}
      value={typed.value}
      onChange={(event) => typed.type(event.target.value)}
      onBlur={typed.keep}
      onKeyDown={(event) => event.key === "Enter" && typed.keep()}
    />
  );
}

function LongText({
  label,
  placeholder,
  rows,
  max,
  value,
  onKeep,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly rows: number;
  readonly max: number;
  readonly value: string;
  readonly onKeep: (text: string) => void;
}) {
  const typed = useTyped(value, onKeep);
  return (
    <textarea
      aria-label={label}
      placeholder={placeholder}
      rows={rows}
      maxLength={max}
      value={typed.value}
      onChange={(event) => typed.type(event.target.value)}
      onBlur={typed.keep}
      className="w-full resize-y rounded-2 bg-raised px-2 py-1.5 text-text-1 inset-ring inset-ring-line-strong outline-none placeholder:text-text-3 focus:inset-ring-accent focus:outline focus:outline-accent"
    />
  );
}

import type { Settings } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { LongText, ShortText } from "./KeptText.tsx";
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
